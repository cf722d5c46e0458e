// IndexedDB, as far as it is needed: what may not be lost, and keys that cannot be taken out.

const NAME = "lollipop", VERSION = 1;
let opened = null;

/** One transaction: `work` gets the store and returns a request (or nothing). Settles once it is committed. */
export async function within(store, mode, work) {
  const database = await (opened ??= open());
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const read = (key) => within("facts", "readonly", (facts) => facts.get(key));
export const write = (key, value) => within("facts", "readwrite", (facts) => facts.put(value, key));

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("facts");
      const queue = request.result.createObjectStore("queue", { keyPath: "number" });
      queue.createIndex("pictures", "picture"); // pictures only: the others have no such field
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
