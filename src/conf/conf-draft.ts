import type { Place } from '../base/diagnostic.ts'
import { Conf } from './conf.ts'
import type { Setting, SettingRows } from './setting.ts'

/** A row as lines find it: by its name or one of its aliases. */
export interface RegisteredRow {
  readonly name: string
  readonly slot: string
  readonly setting: Setting<unknown>
}

/** Which keys are known, and which row each slot's values are copied with. Grows when plugins are loaded. */
export class Registry {
  readonly #byKey = new Map<string, RegisteredRow>()
  readonly #prefixes = new Map<string, RegisteredRow>()
  readonly #owners = new Map<string, RegisteredRow>()

  /** Makes rows known, and returns those that give a slot its default. A later row of the same name wins. */
  add(rows: SettingRows): readonly RegisteredRow[] {
    const owners: RegisteredRow[] = []
    for (const [name, setting] of Object.entries(rows)) {
      const row = { name, slot: setting.slot ?? name, setting }
      for (const key of setting.command ? [name, ...setting.aliases] : []) {
        if (key.endsWith('*')) this.#prefixes.set(key.slice(0, -1), row)
        else this.#byKey.set(key, row)
      }
      if (setting.slot === undefined || !this.#owners.has(row.slot)) {
        this.#owners.set(row.slot, row)
        owners.push(row)
      }
    }
    return owners
  }

  find(key: string): RegisteredRow | undefined {
    const row = this.#byKey.get(key)
    if (row || this.#prefixes.size === 0) return row
    for (const [prefix, prefixRow] of this.#prefixes) if (key.startsWith(prefix)) return prefixRow
    return undefined
  }

  owner(slot: string): RegisteredRow | undefined {
    return this.#owners.get(slot)
  }

  /** All rows, once each. */
  rows(): Iterable<RegisteredRow> {
    return new Set([...this.#byKey.values(), ...this.#prefixes.values()])
  }
}

/** Values while lines are read. Drawn from a base, it copies a container before the first change of it. */
export class ConfDraft {
  readonly registry: Registry
  readonly #values: Map<string, unknown>
  readonly #places: Map<string, Place>
  /** Slots whose container is the base's. */
  readonly #borrowed: Set<string>

  private constructor(registry: Registry, values: Map<string, unknown>, places: Map<string, Place>, borrow: boolean) {
    this.registry = registry
    this.#values = values
    this.#places = places
    this.#borrowed = new Set(borrow ? values.keys() : [])
  }

  static empty(): ConfDraft {
    return new ConfDraft(new Registry(), new Map(), new Map(), false)
  }

  /** A draft over frozen values: rows and values are shared until they change. */
  static over(base: ConfDraft): ConfDraft {
    return new ConfDraft(base.registry, new Map(base.#values), new Map(base.#places), true)
  }

  register(rows: SettingRows): void {
    for (const row of this.registry.add(rows)) {
      this.#values.set(row.slot, row.setting.default())
      this.#borrowed.delete(row.slot)
    }
  }

  get(slot: string): unknown {
    return this.#values.get(slot)
  }

  /** What the slot holds, safe to change in place. */
  writable(slot: string): unknown {
    const value = this.#values.get(slot)
    if (!this.#borrowed.delete(slot)) return value
    const clone = this.registry.owner(slot)?.setting.type.clone
    const own = clone ? clone(value) : value
    this.#values.set(slot, own)
    return own
  }

  set(slot: string, value: unknown, place: Place): void {
    this.#values.set(slot, value)
    this.#places.set(slot, place)
    this.#borrowed.delete(slot)
  }

  has(slot: string): boolean {
    return this.#values.has(slot)
  }

  /** The finished configuration; the draft must not be changed any more. */
  freeze(): Conf {
    const values = new Map(this.#values)
    const places = new Map(this.#places)
    for (const { name, slot } of this.registry.rows()) {
      if (slot === name) continue
      values.set(name, this.#values.get(slot))
      const place = this.#places.get(slot)
      if (place) places.set(name, place)
    }
    return new Conf(values, places)
  }
}
