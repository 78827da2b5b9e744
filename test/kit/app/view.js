/** Shows who is signed in, a button for the login or the sign-out, and what the API says. */
export function show(auth, root) {
  root.innerHTML = '<p role="status"></p><button></button> <button>Load</button><output></output>'
  const [status, button, load, output] = root.children

  load.onclick = async () => {
    output.textContent = '…'
    try {
      const response = await auth.fetch('/api/me')
      output.textContent = response.ok ? `API: ${(await response.json()).name}` : `HTTP ${response.status}`
    } catch (error) {
      output.textContent = `Error: ${error.code ?? error.message}`
    }
  }
  return auth.session.subscribe((session) => {
    const isSignedIn = session.status === 'signed-in'
    status.textContent = isSignedIn
      ? `Hello ${session.user.name}`
      : `Nobody (${session.reason ?? session.status})`
    if (session.trouble) status.textContent += ', but there is trouble'
    button.textContent = isSignedIn ? 'Sign out' : 'Sign in'
    button.onclick = () => (isSignedIn ? auth.logout() : auth.login())
    load.hidden = !isSignedIn
  })
}
