// Passkeys: asks the server what to ask the browser for, has it show or make one, and sends what it answers. Without it, or in a browser that
// has no passkeys, the forms stay hidden and the other ways remain.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

async function ask(form) {
  const given = new FormData(form);
  given.set("ask", "1");
  const answer = await fetch(form.action, { method: "POST", body: given });
  if (!answer.ok || answer.redirected) throw new Error("not asked");
  const { publicKey } = await answer.json();
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  publicKey.allowCredentials = named(publicKey.allowCredentials);
  publicKey.excludeCredentials = named(publicKey.excludeCredentials);
  return publicKey;
}

function told(credential) {
  const { response } = credential;
  const found = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) found[name] = text(response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: credential.id, type: credential.type, response: found, clientExtensionResults: {} });
}

async function show(form) {
  const [button, wrong, field] = [form.querySelector("button"), form.querySelector("[role=alert]"), form.elements.answer];
  button.disabled = true;
  wrong.hidden = true;
  try {
    const publicKey = await ask(form);
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    field.disabled = false;
    field.value = told(credential);
    form.submit();
  } catch {
    wrong.hidden = false;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("button").addEventListener("click", () => show(form));
  }
}
