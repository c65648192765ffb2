import { describe, expect, it } from 'vitest'
import { coreCommands } from '../../test/support/core-commands.ts'
import { keywords } from '../conf/keywords.ts'
import { ruleSettings } from '../rules/rule-settings.ts'
import { coreRows } from './read-environment.ts'

const rows = new Map([...coreRows, ruleSettings].flatMap((group) => Object.entries(group)))
const words: ReadonlyMap<string, { readonly scope: string }> = new Map(Object.entries(keywords))

describe('the core settings', () => {
  it.each(coreCommands)('hold %s, for whom SpamAssassin gives it', (name, scope, aliases) => {
    const keyword = words.get(name)
    const row = rows.get(name)
    expect(keyword?.scope ?? row?.scope).toBe(scope)
    if (row) expect([...row.aliases].sort()).toEqual([...aliases].sort())
  })

  it('hold nothing that SpamAssassin does not know, but what is marked as ours alone', () => {
    const known = new Set(coreCommands.map(([name]) => name))
    const commands = [...rows].filter(([, row]) => row.command)
    const unknown = commands.filter(([name]) => !known.has(name)).map(([name]) => name)
    expect(unknown).toEqual(commands.filter(([, row]) => row.assayOnly).map(([name]) => name))
  })

  it('stand in one group each, and say what they are', () => {
    const names = [...coreRows, ruleSettings].flatMap((group) => Object.keys(group))
    expect(names.length).toBe(new Set(names).size)
    for (const [name, row] of rows) expect(row.doc, name).toMatch(/\S[.:)]$/)
  })
})
