import { error } from '@sveltejs/kit'
import { svelteKitLoad } from 'hallpass/router'
import { navigating } from '$app/state'
import { signedIn } from '$lib/auth'

export const load = svelteKitLoad(signedIn, { error, navigating })
