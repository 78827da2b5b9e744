import type { Database } from './effects.js'

const store = 'records'
/**
 * How long an open or a transaction may take. One that another page or a broken profile holds up may never
 * end.
 */
const patienceMs = 3000

/** One IndexedDB store of records. It is opened on first use, and again after the browser has closed it. */
export function createDatabase(name: string): Database {
  let opened: Promise<IDBDatabase> | undefined

  function open(): Promise<IDBDatabase> {
    let gaveUp = false
    opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 1)
      const timer = setTimeout(() => {
        gaveUp = true
        reject(new Error(`IndexedDB did not open within ${patienceMs} ms`))
      }, patienceMs)
      request.onupgradeneeded = () => request.result.createObjectStore(store)
      request.onerror = () => reject(request.error)
      request.onsuccess = () => {
        clearTimeout(timer)
        const forget = (): void => {
          opened = undefined
        }
        request.result.onclose = forget
        request.result.onversionchange = () => {
          request.result.close()
          forget()
        }
        resolve(request.result)
      }
    }).catch((error) => {
      // A database that did not open in time once is not waited for again on this page.
      if (!gaveUp) opened = undefined
      throw error
    })
    return opened
  }

  async function transact<T>(
    mode: IDBTransactionMode,
    run: (records: IDBObjectStore, done: (value: T) => void) => void,
  ) {
    for (let tries = 0; ; tries++) {
      const database = await open()
      try {
        return await new Promise<T>((resolve, reject) => {
          const transaction = database.transaction(store, mode)
          let result: T
          const timer = setTimeout(() => {
            reject(new Error(`IndexedDB did not answer within ${patienceMs} ms`))
            transaction.abort()
          }, patienceMs)
          transaction.oncomplete = () => {
            clearTimeout(timer)
            resolve(result)
          }
          transaction.onabort = () => {
            clearTimeout(timer)
            reject(transaction.error)
          }
          run(transaction.objectStore(store), (value) => {
            result = value
          })
        })
      } catch (error) {
        // The browser has closed the connection (storage cleared, database deleted), so the transaction is
        // tried once more on a new one.
        if (tries || (error as DOMException)?.name !== 'InvalidStateError') throw error
        opened = undefined
      }
    }
  }

  return {
    get: (key) =>
      transact<unknown>('readonly', (records, done) => {
        const request = records.get(key)
        request.onsuccess = () => done(request.result)
      }),
    update: (key, change) =>
      transact<unknown>('readwrite', (records, done) => {
        const request = records.get(key)
        request.onsuccess = () => {
          const next = change(request.result)
          if (next === undefined) records.delete(key)
          else if (next !== request.result) records.put(next, key)
          done(next)
        }
      }),
  }
}
