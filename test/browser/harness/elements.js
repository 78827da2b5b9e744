import { allButtons, allLanguages, defineElements } from '/hallpass/elements/index.js'
import { createStore } from '/hallpass/session/store.js'

const session = createStore({ status: 'loading' })
let settle

window.logins = []
window.page = {
  client: {
    session,
    login(options) {
      logins.push(options.provider)
      return new Promise((resolve, reject) => {
        settle = (error) => (error ? reject(error) : resolve())
      })
    },
    async logout() {
      session.set({ status: 'signed-out', reason: 'logout' })
    },
  },
  become: session.set,
  answer: (error) => settle(error),
  define: () => defineElements(window.page.client, { buttons: allButtons, languages: allLanguages }),
  addAll(attributes) {
    const more = document.querySelector('#more')
    more.replaceChildren(
      ...allButtons.map(({ id }) => {
        const button = document.createElement('hallpass-button')
        for (const [name, value] of Object.entries({ provider: id, ...attributes }))
          button.setAttribute(name, value)
        return button
      }),
    )
  },
}
