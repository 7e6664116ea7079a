// What waits on a phone: encrypted by a key that no script can read out, and that the browser forgets when the session ends. In plain stand
// only the number of the job and of the officer, one made up for each page, and whether something waits.
const NAME = "safehold-door", MARK = "door-waits", LONGEST = 12 * 60 * 60;
const asked = (request) => new Promise((good, bad) => { request.onsuccess = () => good(request.result); request.onerror = () => bad(request.error); });

let opened = null;
function database() {
  opened ??= new Promise((good, bad) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => { for (const name of ["session", "browser", "jobs"]) request.result.createObjectStore(name); };
    request.onsuccess = () => { request.result.onversionchange = () => request.result.close(); good(request.result); };
    request.onerror = () => bad(request.error);
  });
  return opened;
}
async function store(name, mode = "readonly") {
  return (await database()).transaction(name, mode).objectStore(name);
}
const get = async (name, key) => asked((await store(name)).get(key));
const put = async (name, key, value) => asked((await store(name, "readwrite")).put(value, key));
const drop = async (name, key) => asked((await store(name, "readwrite")).delete(key));

async function browser() {
  let found = await get("browser", "id");
  if (!found) await put("browser", "id", found = crypto.randomUUID());
  return found;
}

// Who is signed in, with the key: from the server, or while there is no signal from what this browser still holds of the session.
export async function begin(offset) {
  let answer;
  try {
    answer = await fetch("/attending/key", { headers: { "X-Safehold-Browser": await browser(), "X-Safehold-Poll": "1" }, redirect: "manual", cache: "no-store" });
  } catch {
    return held();
  }
  if (!answer.ok) {
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) await forget();
    return null;
  }
  const given = await answer.json();
  const raw = Uint8Array.from(atob(given.key), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  const before = await get("session", "now");
  const session = { person: given.person, as: given.as, key, until: Date.now() + given.seconds * 1000, offset: offset ?? before?.offset ?? 0 };
  await put("session", "now", session);
  return session;
}

async function held() {
  const session = await get("session", "now");
  if (session && session.until > Date.now()) return session;
  await forget();
  return null;
}

export const forget = () => drop("session", "now");

const bound = (session, job) => new TextEncoder().encode(`${session.person}/${job}`);

// All that is kept of a job, by whichever page of this browser, the earliest first. Each page writes under its own name, so that of two
// that are open none writes over what the other has not sent.
export async function read(session, job) {
  const from = `${session.person}/${job}`, found = [];
  for (const place of await asked((await store("jobs")).getAllKeys())) {
    if (place !== from && (!place.startsWith(`${from}/`) || place.includes("/unread-"))) continue;
    const held = await get("jobs", place);
    if (!held) continue;
    const how = { name: "AES-GCM", iv: held.iv, additionalData: bound(session, job) };
    try {
      found.push({ place, at: held.at, record: JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, session.key, held.text))) });
    } catch {
      // It is of a key that is no more. It is put beside, and not written over.
      await put("jobs", `${from}/unread-${held.at}`, { ...held, waits: false });
      await drop("jobs", place);
    }
  }
  return found.sort((one, other) => one.at - other.at);
}

export async function write(session, job, record, waits) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(session, job) }, session.key, new TextEncoder().encode(JSON.stringify(record)));
  if (waits) mark(true);
  await put("jobs", placed(session, job, record), { iv, text, waits, at: Date.now() });
  if (!waits) await marked();
}

export const placed = (session, job, record) => `${session.person}/${job}/${record.writer}`;

export async function remove(place) {
  await drop("jobs", place);
  await marked();
}

async function marked() {
  mark((await asked((await store("jobs")).getAll())).some((each) => each.waits));
}

// Says to the server, which would otherwise have the browser empty all its storage with the session, that something waits here.
function mark(waits) {
  document.cookie = `${MARK}=1; path=/; SameSite=Lax; Max-Age=${waits ? LONGEST * 28 : 0}${location.protocol === "https:" ? "; Secure" : ""}`;
}
