// Nobody is signed in: the key of what may wait on this phone goes. What waits stays, and cannot be read until the same officer signs in.
const request = indexedDB.open("safehold-door", 1);
request.onupgradeneeded = () => { for (const name of ["session", "browser", "jobs"]) request.result.createObjectStore(name); };
request.onsuccess = () => {
  const done = request.result.transaction("session", "readwrite");
  done.objectStore("session").clear();
  done.oncomplete = () => request.result.close();
};
