import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SharedDatabase } from '../../src/learn/store/shared-database.ts'

// A process that learns, forgets, replaces nothing and reads all the time is killed at a random moment, again and
// again. What it has acknowledged must be there, and the counts must be those of the messages that are.

/** How often; `ASSAY_CRASHES=200` is the long form. */
const CRASHES = Number(process.env['ASSAY_CRASHES'] ?? 8)
const LONGEST_LIFE_MS = 400

const VICTIM = `
const [module, directory, round] = process.argv.slice(1)
const { SharedDatabase } = await import(module)
const database = await SharedDatabase.open({ directory, mode: 0o700, role: 'any', patienceMs: 10000 })
const store = database.user('')
const tokens = (id) => ['share', ...Array.from({ length: 30 }, (_, i) => String(id.length * 37 + i).padStart(5, '.'))]
const packed = (id) => Buffer.from(tokens(id).join(''))
const say = (word, id) => process.stdout.write(word + ' ' + id + '\\n')
async function work(name) {
  for (let i = 0; ; i++) {
    const id = round + '-' + name + '-' + i
    await store.learn({ ids: [id], as: 's', tokens: packed(id), atime: i, opposite: 'relearn' })
    say('learned', id)
    store.touch(['share'], i)
    if (i % 5 === 4) {
      say('forgetting', id)
      await store.forget([id], packed(id))
      say('forgot', id)
    }
    await store.tokens(tokens(id))
  }
}
await Promise.all(['a', 'b', 'c', 'd'].map(work))
`

let parent: string
beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'crash-'))
})
afterAll(() => rmSync(parent, { recursive: true }))

test(
  `nothing acknowledged is lost in ${CRASHES} crashes`,
  async () => {
    const directory = path.join(parent, 'bayes')
    const must = new Map<string, 's' | undefined>()
    for (let round = 0; round < CRASHES; round++) {
      for (const [id, mark] of await lifeOf(directory, round)) must.set(id, mark)
      const database = await SharedDatabase.open({ directory, mode: 0o700, role: 'any', patienceMs: 10_000 })
      const store = database.user('')
      const marks = await store.seen([...must.keys()])
      const wrong = [...must].filter(([, mark], i) => mark !== marks[i])
      expect(wrong).toEqual([])
      let count = 0
      for await (const rows of store.seenRows()) count += rows.length
      expect(await store.messages()).toMatchObject({ spam: count, ham: 0 })
      expect((await store.tokens(['share']))[0]?.spam ?? 0).toBe(count)
      let tokens = 0
      for await (const rows of store.tokenRows()) tokens += rows.length
      expect(await store.facts()).toMatchObject({ tokens })
      await database.close()
    }
  },
  CRASHES * 30_000,
)

/** What a process acknowledged before it was killed: marks that must be there, or must not. */
async function lifeOf(directory: string, round: number): Promise<Map<string, 's' | undefined>> {
  const module = new URL('../../src/learn/store/shared-database.ts', import.meta.url).href
  const args = ['--input-type=module', '-e', VICTIM, module, directory, String(round)]
  const victim = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  victim.stdout.on('data', (piece) => {
    text += String(piece)
  })
  await once(victim.stdout, 'data')
  setTimeout(() => victim.kill('SIGKILL'), Math.random() * LONGEST_LIFE_MS)
  await once(victim, 'close')
  const acknowledged = new Map<string, 's' | undefined>()
  for (const line of text.split('\n').slice(0, -1)) {
    const [word, id = ''] = line.split(' ')
    // Between the two, either may be true.
    if (word === 'forgetting') acknowledged.delete(id)
    else acknowledged.set(id, word === 'learned' ? 's' : undefined)
  }
  return acknowledged
}
