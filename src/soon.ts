const patienceMs = 2000

/** A script that a failure needs, or nothing: on a network that swallows everything, nobody is to wait for it. */
export function soon<T>(loading: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve(undefined)
    const timer = setTimeout(giveUp, patienceMs)
    loading.then(resolve, giveUp).finally(() => clearTimeout(timer))
  })
}
