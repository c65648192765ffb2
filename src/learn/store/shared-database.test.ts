import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packTokens } from '../tokens/packed-tokens.ts'
import { SharedDatabase } from './shared-database.ts'

let parent: string
let directory: string
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'shared-'))
  directory = path.join(parent, 'bayes')
})
afterEach(() => rmSync(parent, { recursive: true }))

/** A process that learns messages named so, and prints what came of each. */
const LEARNER = `
const [module, directory, name, count] = process.argv.slice(1)
const { SharedDatabase } = await import(module)
const database = await SharedDatabase.open({ directory, mode: 0o700, role: 'any', patienceMs: 20000 })
const store = database.user('')
for (let i = 0; i < Number(count); i++) {
  const id = name + i
  const outcome = await store.learn({ ids: [id], as: 's', tokens: Buffer.from('share' + id.padStart(5, '.')), atime: 1, opposite: 'relearn' })
  process.stdout.write(id + ' ' + outcome + '\\n')
}
await database.close()
`

function learner(name: string, count: number): ChildProcess {
  const module = new URL('./shared-database.ts', import.meta.url).href
  return spawn(process.execPath, ['--input-type=module', '-e', LEARNER, module, directory, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function outcomesOf(process: ChildProcess): Promise<Map<string, string>> {
  let text = ''
  process.stdout?.on('data', (piece) => {
    text += String(piece)
  })
  await once(process, 'close')
  const lines = text.split('\n').slice(0, -1)
  return new Map(lines.map((line) => line.split(' ') as [string, string])) // `as`: LEARNER writes two words
}

function open() {
  return SharedDatabase.open({ directory, mode: 0o700, role: 'any', patienceMs: 20_000 })
}

describe('a database that processes share', () => {
  it('is learned into by many at once', async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, (_, i) => outcomesOf(learner(`p${i}-`, 25))))
    for (const outcomes of runs) expect([...outcomes.values()]).toEqual(Array(25).fill('learned'))
    const database = await open()
    expect(await database.user('').messages()).toMatchObject({ spam: 150, ham: 0 })
    expect(await database.user('').tokens(['share'])).toMatchObject([{ spam: 150 }])
    await database.close()
  }, 60_000)

  it('changes hands when its owner is killed, with all that was acknowledged', async () => {
    const owner = learner('first-', 1_000_000)
    await once(owner.stdout as NonNullable<typeof owner.stdout>, 'data') // `as`: it is a pipe
    const first = outcomesOf(owner)
    const second = outcomesOf(learner('second-', 200))
    const third = outcomesOf(learner('third-', 200))
    await new Promise((resolve) => setTimeout(resolve, 500))
    owner.kill('SIGKILL')
    const acknowledged = [...(await first).keys(), ...(await second).keys(), ...(await third).keys()]
    const database = await open()
    const marks = await database.user('').seen(acknowledged)
    expect(marks.filter((mark) => mark !== 's')).toEqual([])
    expect((await second).size + (await third).size).toBe(400)
    await database.close()
  }, 60_000)

  it('lets nobody else near its socket', async () => {
    const database = await open()
    expect(statSync(path.join(directory, 'control')).mode & 0o777).toBe(0o600)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    await database.close()
  })

  it('works where the path is longer than a socket may have', async () => {
    directory = path.join(parent, 'a'.repeat(120), 'bayes')
    const [owner, client] = [await open(), await open()]
    expect(
      await client.user('').learn({ ids: ['a'], as: 'h', tokens: packTokens([]), atime: 1, opposite: 'leave' }),
    ).toBe('learned')
    expect(await owner.user('').messages()).toMatchObject({ ham: 1 })
    await client.close()
    await owner.close()
  })

  it('says so when nobody serves it', async () => {
    const opening = SharedDatabase.open({ directory, mode: 0o700, role: 'client', patienceMs: 50 })
    await expect(opening).rejects.toMatchObject({ code: 'unavailable' })
  })
})
