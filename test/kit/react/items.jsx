import { useEffect, useState, useSyncExternalStore } from 'react'

export function Items({ auth }) {
  const session = useSyncExternalStore(auth.session.subscribe, auth.session.get)
  const [items, setItems] = useState([])
  const name = session.status === 'signed-in' ? session.user.name : undefined

  useEffect(() => {
    if (name === undefined) return setItems([])
    auth
      .fetch('/api/items')
      .then((response) => response.json())
      .then(setItems, () => setItems([]))
  }, [auth, name])

  if (name === undefined)
    return (
      <button type="button" onClick={() => auth.login()}>
        Sign in
      </button>
    )
  return (
    <>
      <h1>Items of {name}</h1>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      <button type="button" onClick={() => auth.logout({ everywhere: false })}>
        Sign out
      </button>
    </>
  )
}
