"""What markers, relations, orders and whereabouts are called on the page of a call."""

from django.utils.translation import gettext_lazy

# A marker or a danger on record: what it is called, and how strongly it is shown. One that is not here is not for this panel.
WARNINGS = {
    "treat_as_urgent": (gettext_lazy("Treat as urgent"), "severe"),
    "firearms": (gettext_lazy("Firearms"), "severe"),
    "weapons": (gettext_lazy("Weapons"), "severe"),
    "threat_to_kill": (gettext_lazy("Threats to kill"), "severe"),
    "strangulation": (gettext_lazy("Strangled before"), "severe"),
    "honour_based": (gettext_lazy("Honour-based abuse"), "severe"),
    "serial_perpetrator": (gettext_lazy("Has harmed others before"), "severe"),
    "stalking": (gettext_lazy("Stalking"), "serious"),
    "weapon": (gettext_lazy("Weapon in an earlier call"), "serious"),
    "order_or_bail_breached": (gettext_lazy("Order or bail breached"), "serious"),
    "codeword": (gettext_lazy("Codeword held"), "serious"),
    "confidential_address": (gettext_lazy("Address confidential"), "serious"),
    "marac": (gettext_lazy("MARAC"), "note"),
    "safe_contact": (gettext_lazy("Safe contact agreed"), "note"),
    "repeat_victim": (gettext_lazy("Repeat victim"), "note"),
}
RELATIONS = {
    "partner": gettext_lazy("partner"),
    "ex_partner": gettext_lazy("ex-partner"),
    "spouse": gettext_lazy("husband or wife"),
    "ex_spouse": gettext_lazy("ex-husband or ex-wife"),
    "parent": gettext_lazy("parent"),
    "child": gettext_lazy("son or daughter"),
    "sibling": gettext_lazy("brother or sister"),
    "other_family": gettext_lazy("family"),
    "carer": gettext_lazy("carer"),
    "none": gettext_lazy("not connected"),
    "together": gettext_lazy("together"),
    "separated": gettext_lazy("separated"),
    "divorcing": gettext_lazy("divorcing"),
    "ex": gettext_lazy("separated"),
    "new_partner": gettext_lazy("new partner"),
    "family": gettext_lazy("family"),
}
ORDERS = {
    "dvpn": gettext_lazy("Protection notice"),
    "dvpo": gettext_lazy("Protection order"),
    "dapn": gettext_lazy("Protection notice"),
    "dapo": gettext_lazy("Protection order"),
    "non_molestation": gettext_lazy("Non-molestation order"),
    "occupation": gettext_lazy("Occupation order"),
    "restraining": gettext_lazy("Restraining order"),
    "stalking_protection": gettext_lazy("Stalking protection order"),
    "forced_marriage": gettext_lazy("Forced marriage order"),
    "pre_charge": gettext_lazy("Bail before charge"),
    "post_charge": gettext_lazy("Bail after charge"),
}
WHEREABOUTS = {
    "in_custody": gettext_lazy("in police custody"),
    "wanted": gettext_lazy("wanted"),
    "on_bail": gettext_lazy("on bail"),
    "under_investigation": gettext_lazy("released under investigation"),
    "released": gettext_lazy("released"),
    "charged": gettext_lazy("charged and released"),
    "released_from_prison": gettext_lazy("out of prison"),
    "remanded": gettext_lazy("remanded in custody"),
    "sentenced": gettext_lazy("sentenced"),
}
