from django.urls import path

from safehold.web.signing_in import entering, own, second, setting_up

urlpatterns = [
    path("sign-in", entering.sign_in, name="sign-in"),
    path("sign-in/as", entering.sign_in_as, name="sign-in-as"),
    path("sign-in/single", entering.single, name="single-sign-on"),
    path("sign-in/second", second.second, name="second"),
    path("sign-in/set-up", setting_up.set_up, name="set-up"),
    path("sign-in/set-up/picture", setting_up.picture, name="set-up-picture"),
    path("sign-in/password", setting_up.choose_password, name="choose-password"),
    path("signing-in/", own.page, name="own-sign-in"),
    path("signing-in/again", second.again, name="again"),
    path("signing-in/app", own.app, name="own-app"),
    path("signing-in/app/picture", own.picture, name="own-app-picture"),
    path("signing-in/passkeys", own.passkey, name="own-passkey"),
    path("signing-in/passkeys/<int:number>/remove", own.passkey_remove, name="own-passkey-remove"),
    path("signing-in/password", own.password, name="own-password"),
    path("signing-in/sessions/<int:number>/end", own.session_end, name="own-session-end"),
]
