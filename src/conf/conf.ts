import type { Place } from '../base/diagnostic.ts'
import type { SettingRows, SettingValues } from './setting.ts'

/** Frozen values of all settings for one scope (site, or site + user), each with the place it was last set. */
export class Conf {
  readonly #values: ReadonlyMap<string, unknown>
  readonly #places: ReadonlyMap<string, Place>
  #view: Readonly<Record<string, unknown>> | undefined

  constructor(values: ReadonlyMap<string, unknown>, places: ReadonlyMap<string, Place>) {
    this.#values = values
    this.#places = places
  }

  /** The values of these rows, typed by them. Rows that were not registered when the configuration was read are absent. */
  of<R extends SettingRows>(_rows: R): SettingValues<R> {
    this.#view ??= Object.freeze(Object.fromEntries(this.#values))
    return this.#view as SettingValues<R> // the reader filled each slot through the type of its row
  }

  /** The value of one slot by name, for whoever does not know its row; undefined when there is none. */
  value(name: string): unknown {
    return this.#values.get(name)
  }

  /** Where the setting was set last; undefined when it holds its default. */
  place(name: string): Place | undefined {
    return this.#places.get(name)
  }
}

/** Computes once a configuration what a plugin derives from it (hashes, compiled lists), without touching it. */
export function perConf<T>(derive: (conf: Conf) => T): (conf: Conf) => T {
  const known = new WeakMap<Conf, { value: T }>()
  return (conf) => {
    let entry = known.get(conf)
    if (!entry) known.set(conf, (entry = { value: derive(conf) }))
    return entry.value
  }
}
