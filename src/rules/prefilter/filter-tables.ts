import { hash } from 'node:crypto'
import type { FactorNode } from '../../regex/factor.ts'
import type { CompiledText } from '../ruleset.ts'
import { type FactorProgram, factorProgram } from './factor-program.ts'
import { gateBits } from './gate.ts'

/** What tells which of some rules may match a text; plain data, which threads share. */
export interface FilterTables {
  /** How telling the factors of each rule are together, in bits; 0 where it has none. */
  readonly bits: Float32Array
  /** Of each factor, where its rules begin in the two lists below; one number more than there are factors. */
  readonly ownersFrom: Uint32Array
  /** The rules of all factors, by their place among those that have some, and the bit of the factor among those of that rule. */
  readonly owners: Uint32Array
  readonly ownerBits: Uint8Array
  /** Of each rule that has factors, the bits of all of them. */
  readonly wanted: Uint8Array
  /** Undefined where no rule has a factor. */
  readonly finder: { readonly program: FactorProgram; readonly gate: Int32Array } | undefined
}

export type KnownFilters = ReadonlyMap<string, FilterTables>

let noted: Map<string, FilterTables> | undefined
let adopted: KnownFilters | undefined

/** From now on tables are noted, for other threads. */
export function noteFilters(): void {
  noted ??= new Map()
}

/** What has been noted so far; undefined where nothing is to be. */
export function notedFilters(): KnownFilters | undefined {
  return noted
}

/** Ends the noting. */
export function stopNotingFilters(): void {
  noted = undefined
}

/** Takes over the tables of another thread; undefined lets go of them. */
export function adoptFilters(known: KnownFilters | undefined): void {
  adopted = known
}

/** The tables for these rules: made, or taken over from a thread that had the same ones. */
export function filterTables(rules: readonly CompiledText[]): FilterTables {
  if (!noted && !adopted) return makeTables(rules)
  const key = keyOf(rules)
  const known = adopted?.get(key)
  if (known) noted?.set(key, known)
  if (known) return known
  const tables = makeTables(rules)
  if (!noted) return tables
  const shared = tablesWith(tables, inSharedMemory)
  noted.set(key, shared)
  return shared
}

function keyOf(rules: readonly CompiledText[]): string {
  const all = rules.map(({ regex, template }) => `${template ? 'tags ' : ''}${regex.modifiers}/${regex.pattern}`)
  return hash('sha256', all.join('\n'))
}

function makeTables(rules: readonly CompiledText[]): FilterTables {
  const nodes: FactorNode[] = []
  /** Factors that several rules have are looked for once. */
  const numbers = new Map<string, number>()
  const factorKey = factorKeys()
  const owners: { rule: number; bit: number }[][] = []
  const wanted: number[] = []
  const bits = new Float32Array(rules.length)
  for (const [place, { factors }] of rules.entries()) {
    if (factors.length === 0) continue
    for (const [n, node] of factors.entries()) {
      bits[place] = (bits[place] as number) + node.bits // `as`: one number a rule
      const key = factorKey(node)
      let number = numbers.get(key)
      if (number === undefined) {
        number = nodes.length
        numbers.set(key, number)
        nodes.push(node)
        owners.push([])
      }
      owners[number]?.push({ rule: wanted.length, bit: 1 << n })
    }
    wanted.push((1 << factors.length) - 1)
  }
  const all = owners.flat()
  const ownersFrom = new Uint32Array(nodes.length + 1)
  for (const [factor, list] of owners.entries()) {
    ownersFrom[factor + 1] = (ownersFrom[factor] as number) + list.length // `as`: one more than the factors
  }
  const program = nodes.length > 0 ? factorProgram(nodes) : undefined
  return {
    bits,
    ownersFrom,
    owners: Uint32Array.from(all, ({ rule }) => rule),
    ownerBits: Uint8Array.from(all, ({ bit }) => bit),
    wanted: Uint8Array.from(wanted),
    finder: program && { program, gate: gateBits(program) },
  }
}

export type Table = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array

/** A copy in memory that threads share. */
export function inSharedMemory<T extends Table>(table: T): T {
  const memory = new SharedArrayBuffer(table.byteLength)
  const copy = new (table.constructor as new (memory: SharedArrayBuffer) => T)(memory) // `as`: its own class
  copy.set(table)
  return copy
}

/** The same with a copy of each table. */
export function tablesWith(tables: FilterTables, copy: <T extends Table>(table: T) => T): FilterTables {
  const all = <T extends object>(record: T): T =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, ArrayBuffer.isView(value) ? copy(value as Table) : value]),
    ) as T // `as`: the same names, values of the same classes
  const { finder } = tables
  return { ...all(tables), finder: finder && { program: all(finder.program), gate: copy(finder.gate) } }
}

/** Tells factors apart by what they are made of. */
function factorKeys(): (node: FactorNode) => string {
  const sets = new Map<Uint8Array, number>()
  const keyOfNode = (node: FactorNode): string => {
    switch (node.type) {
      case 'set': {
        let number = sets.get(node.symbols)
        if (number === undefined) sets.set(node.symbols, (number = sets.size))
        return `${number}.`
      }
      case 'sequence':
        return `(${node.items.map(keyOfNode).join('')})`
      case 'alternation':
        return `[${node.branches.map(keyOfNode).join('|')}]`
      case 'optional':
        return `${keyOfNode(node.body)}?`
      case 'loop':
        return `${keyOfNode(node.body)}+`
      case 'enough':
        return '!'
    }
  }
  return keyOfNode
}
