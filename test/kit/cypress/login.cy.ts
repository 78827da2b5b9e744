// The program of Cypress is no npm package, so this is compiled with the types of Cypress, and not run.
import { addLoginCommands } from 'hallpass/testing/cypress'

addLoginCommands({ beginLogin: () => void cy.visit('/account') })

beforeEach(() => {
  cy.signInAs('ada')
})

it('asks to sign in again after the session was revoked', () => {
  cy.revokeLogin()
  cy.expireLogin()
  cy.contains('button', 'Load').click()
  cy.contains('button', 'Sign in')
})

it('lives through trouble', () => {
  cy.loginServerDown().loginServerDown(false).loginServerSlow(500)
  cy.loginServerStatus(503, { retryAfter: '7', times: 1 })
  cy.stepUpLogin({ acrValues: 'mfa', maxAge: 60 })
  // @ts-expect-error: a status is a number.
  cy.loginServerStatus('503')
})
