import { error } from '@sveltejs/kit'
import { svelteKitLoad } from 'hallpass/router'
import { navigating } from '$app/state'
import { admin } from '$lib/auth'

export const load = svelteKitLoad(admin, { error, navigating })
