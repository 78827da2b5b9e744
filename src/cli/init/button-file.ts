import type { Framework, Project } from './detect-project.js'

/** The file with the button, and how the app shows it. */
export interface ButtonFile {
  readonly file: string
  readonly text: string
}

/** One button: sign in, or sign out with the name of who is there; and what went wrong, if anything did. */
export function buttonFile(project: Project): ButtonFile {
  const { framework, hasTypeScript, source } = project
  const script = hasTypeScript ? 'ts' : 'js'
  const files: Readonly<Record<Framework, ButtonFile>> = {
    react: { file: `${source}sign-in.${script}x`, text: jsx('react', "import { auth } from './auth'") },
    preact: { file: `${source}sign-in.${script}x`, text: jsx('preact', "import { auth } from './auth'") },
    solid: { file: `${source}sign-in.${script}x`, text: solid },
    vue: { file: `${source}SignIn.vue`, text: vue(hasTypeScript) },
    svelte: { file: `${source}SignIn.svelte`, text: svelte(hasTypeScript) },
    plain: { file: `${source}sign-in.${script}`, text: plain },
    next: { file: `${source}app/sign-in.${script}x`, text: next },
    angular: { file: `${source}app/sign-in.ts`, text: angular },
  }
  return files[framework]
}

const body = `  return (
    <div>
      <SignedIn auth={auth}>
        {(user) => (
          <button type="button" onClick={() => auth.logout()}>
            Sign out {user.name}
          </button>
        )}
      </SignedIn>
      <SignedOut auth={auth}>
        <button type="button" onClick={() => auth.login()}>
          Sign in
        </button>
      </SignedOut>
      {problem && <p role="alert">{problem}</p>}
    </div>
  )
`

const jsx = (entry: string, importAuth: string): string => `import { messageFor } from 'hallpass'
import { SignedIn, SignedOut, useAuthError } from 'hallpass/${entry}'
${importAuth}

export function SignIn() {
  const problem = messageFor(useAuthError(auth))
${body}}
`

const next = `'use client'

import { messageFor } from 'hallpass'
import { SignedIn, SignedOut, useAuthError } from 'hallpass/react'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { auth } from '../auth'

export function SignIn() {
  const router = useRouter()
  const problem = messageFor(useAuthError(auth))
  // Finishes a login where this page is its callback; otherwise restores the session.
  useEffect(() => {
    void auth.start({
      onReturn(url) {
        const { pathname, search, hash } = new URL(url)
        router.replace(pathname + search + hash)
      },
    })
  }, [router])
${body}}
`

const solid = `import { messageFor } from 'hallpass'
import { SignedIn, SignedOut, useAuthError } from 'hallpass/solid'
import { Show } from 'solid-js'
import { auth } from './auth'

export function SignIn() {
  const error = useAuthError(auth)
  return (
    <div>
      <SignedIn auth={auth}>
        {(user) => (
          <button type="button" onClick={() => auth.logout()}>
            Sign out {user().name}
          </button>
        )}
      </SignedIn>
      <SignedOut auth={auth}>
        <button type="button" onClick={() => auth.login()}>
          Sign in
        </button>
      </SignedOut>
      <Show when={messageFor(error())}>{(problem) => <p role="alert">{problem()}</p>}</Show>
    </div>
  )
}
`

const vue = (hasTypeScript: boolean): string => `<script setup${hasTypeScript ? ' lang="ts"' : ''}>
import { messageFor } from 'hallpass'
import { SignedIn, SignedOut, useAuthError } from 'hallpass/vue'
import { computed } from 'vue'
import { auth } from './auth'

const error = useAuthError(auth)
const problem = computed(() => messageFor(error.value))
</script>

<template>
  <SignedIn :auth="auth" v-slot="{ user }">
    <button type="button" @click="void auth.logout()">Sign out {{ user.name }}</button>
  </SignedIn>
  <SignedOut :auth="auth">
    <button type="button" @click="void auth.login()">Sign in</button>
  </SignedOut>
  <p v-if="problem" role="alert">{{ problem }}</p>
</template>
`

const svelte = (hasTypeScript: boolean): string => `<script${hasTypeScript ? ' lang="ts"' : ''}>
  import { messageFor } from 'hallpass'
  import { useAuthError, useSession } from 'hallpass/svelte'
  import { auth } from './auth'

  const session = useSession(auth)
  const error = useAuthError(auth)
  const problem = $derived(messageFor(error.current))
</script>

{#if session.current.status === 'signed-in'}
  <button type="button" onclick={() => auth.logout()}>Sign out {session.current.user.name}</button>
{:else if session.current.status !== 'loading'}
  <button type="button" onclick={() => auth.login()}>Sign in</button>
{/if}
{#if problem}<p role="alert">{problem}</p>{/if}
`

const plain = `import { messageFor } from 'hallpass'
import { auth } from './auth'

const button = document.createElement('button')
const problem = document.createElement('p')
problem.setAttribute('role', 'alert')
document.body.prepend(button, problem)

auth.session.subscribe((session) => {
  const isSignedIn = session.status === 'signed-in'
  button.textContent = isSignedIn ? \`Sign out \${session.user.name}\` : 'Sign in'
  button.onclick = () => (isSignedIn ? auth.logout() : auth.login())
  problem.textContent = (session.status === 'signed-out' && messageFor(session.error)) || ''
})
`

const angular = `import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { messageFor } from 'hallpass';
import { injectAuthError, injectSession } from 'hallpass/angular';
import { auth } from '../auth';

@Component({
  selector: 'app-sign-in',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: \`
    @let now = session();
    @switch (now.status) {
      @case ('signed-in') {
        <button type="button" (click)="auth.logout()">Sign out {{ now.user.name }}</button>
      }
      @case ('loading') {}
      @default {
        <button type="button" (click)="auth.login()">Sign in</button>
      }
    }
    @if (problem(); as problem) {
      <p role="alert">{{ problem }}</p>
    }
  \`,
})
export class SignIn {
  protected readonly auth = auth;
  protected readonly session = injectSession(auth);
  protected readonly error = injectAuthError(auth);
  protected readonly problem = computed(() => messageFor(this.error()));
}
`
