import type { Signal } from '@angular/core'
import type { Accessor } from 'solid-js'
import type { SvelteHTMLElements } from 'svelte/elements'
import { expectTypeOf, test } from 'vitest'
import type { GlobalComponents, ShallowRef } from 'vue'
import * as angular from '../../src/angular/index.js'
import { type Claims, type Clients, createClient } from '../../src/index.js'
import * as preact from '../../src/preact/index.js'
import * as react from '../../src/react/index.js'
import * as solid from '../../src/solid/index.js'
import * as svelte from '../../src/svelte/index.js'
import * as vue from '../../src/vue/index.js'

const auth = createClient({
  issuer: 'https://login.example',
  clientId: 'app',
  user: ({ sub }) => ({ id: sub ?? '' }),
})
interface User {
  id: string
}
declare const several: Clients<'work' | 'home'>

test('the user is the one that the option user makes, and is there', () => {
  expectTypeOf(react.useUser(auth)).toEqualTypeOf<User>()
  expectTypeOf(preact.useUser(auth)).toEqualTypeOf<User>()
  expectTypeOf(vue.useUser(auth)).resolves.toEqualTypeOf<Readonly<ShallowRef<User>>>()
  expectTypeOf(svelte.useUser(auth).current).toEqualTypeOf<User>()
  expectTypeOf(solid.useUser(auth)).toEqualTypeOf<Accessor<User>>()
  expectTypeOf(angular.injectUser(auth)).toEqualTypeOf<Signal<User>>()
  expectTypeOf(angular.injectUser()).toEqualTypeOf<Signal<Claims>>()
  expectTypeOf(react.useUser(several)).toEqualTypeOf<Claims>()
})

test('the session of several providers says with whom', () => {
  const session = react.useSession(several)
  if (session.status === 'signed-in') expectTypeOf(session.provider).toEqualTypeOf<'work' | 'home'>()
})

test('an error narrows by its code', () => {
  const error = react.useAuthError(auth)
  if (error?.code === 'server-unavailable') expectTypeOf(error.details.status).toEqualTypeOf<number>()
})

test('Vue and Svelte know the elements', () => {
  type Button = InstanceType<GlobalComponents['hallpass-button']>['$props']
  expectTypeOf<{ provider: string; theme: 'dark' }>().toExtend<Button>()
  expectTypeOf<{ theme: 'pink' }>().not.toExtend<Button>()
  expectTypeOf<{ status: string }>().toExtend<SvelteHTMLElements['hallpass-when']>()
  expectTypeOf<{ theme: 'pink' }>().not.toExtend<SvelteHTMLElements['hallpass-button']>()
})

test('Vue gives the slot of SignedIn the user', () => {
  type Slots = InstanceType<typeof vue.SignedIn<ReturnType<typeof auth.session.get>>>['$slots']
  expectTypeOf<Parameters<NonNullable<Slots['default']>>[0]>().toEqualTypeOf<{ readonly user: User }>()
})
