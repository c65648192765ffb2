import { LRUCache } from 'lru-cache'
import type { ConfSource } from '../conf/read-conf.ts'
import { hasOwnRules, type ScanProfile } from './scan-profile.ts'

// Profiles of so many users are kept, fewer where they have rules of their own: those take megabytes each.
const MAX_WEIGHT = 2000
const WEIGHT_OF_RULES = 100

/**
 * The profiles of users by what their preferences say: the same lines are the same profile, changed lines are another,
 * and nothing of one ever reaches the next.
 */
export class UserProfiles {
  readonly #site: ScanProfile
  readonly #make: (sources: readonly ConfSource[]) => ScanProfile
  readonly #known = new LRUCache<string, ScanProfile>({
    maxSize: MAX_WEIGHT,
    sizeCalculation: (profile) => (hasOwnRules(profile, this.#site) ? WEIGHT_OF_RULES : 1),
  })

  constructor(site: ScanProfile, make: (sources: readonly ConfSource[]) => ScanProfile) {
    this.#site = site
    this.#make = make
  }

  of(sources: readonly ConfSource[] | undefined): ScanProfile {
    if (!sources || sources.every(({ text }) => text.trim() === '')) return this.#site
    const key = sources.map(({ file, text }) => `${file}\0${text}`).join('\0\0')
    let profile = this.#known.get(key)
    if (!profile) {
      profile = this.#make(sources)
      this.#known.set(key, profile)
    }
    return profile
  }
}
