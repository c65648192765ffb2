import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SharedDatabase } from '../../src/learn/store/shared-database.ts'
import type { Lesson } from '../../src/learn/store/token-store.ts'
import { packTokens } from '../../src/learn/tokens/packed-tokens.ts'

// A small disk of its own is filled under a store. Where no disk can be mounted, nothing is tested.

let mount: string
let mounted = false
beforeAll(() => {
  mount = mkdtempSync(path.join(tmpdir(), 'full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', mount], { stdio: 'ignore' })
    mounted = true
  } catch {
    // Said by the skipped test.
  }
})
afterAll(() => {
  if (mounted) execFileSync('umount', [mount])
  rmSync(mount, { recursive: true })
})

function lesson(number: number): Lesson {
  const tokens = Array.from({ length: 300 }, (_, i) => String(number * 300 + i).padStart(5, '.'))
  return { ids: [`message-${number}`], as: 's', tokens: packTokens(tokens), atime: number, opposite: 'relearn' }
}

test('a full disk refuses lessons, loses none that it took, and takes them again once there is room', async (context) => {
  if (!mounted) return context.skip('needs the right to mount a disk')
  const options = { directory: path.join(mount, 'bayes'), mode: 0o700, role: 'any', patienceMs: 5000 } as const
  const database = await SharedDatabase.open(options)
  const store = database.user('')
  const taken: string[] = []
  for (let i = 0; i < 20; i++) {
    expect(await store.learn(lesson(i))).toBe('learned')
    taken.push(`message-${i}`)
  }
  const filler = path.join(mount, 'filler')
  fill(filler)
  let refused: unknown
  for (let i = 20; i < 2000 && refused === undefined; i++) {
    await store.learn(lesson(i)).then(
      () => taken.push(`message-${i}`),
      (error: unknown) => {
        refused = error
      },
    )
  }
  expect(refused).toMatchObject({ code: 'full' })
  // Still full: refused again, and what is there can still be read.
  await expect(store.learn(lesson(5000))).rejects.toMatchObject({ code: 'full' })
  expect(await store.seen(taken)).toEqual(taken.map(() => 's'))

  rmSync(filler)
  expect(await store.learn(lesson(6000))).toBe('learned')
  taken.push('message-6000')
  await database.close()

  const again = await SharedDatabase.open(options)
  expect(await again.user('').seen([...taken, 'message-5000'])).toEqual([...taken.map(() => 's'), undefined])
  expect(await again.user('').messages()).toMatchObject({ spam: taken.length })
  await again.close()
}, 60_000)

/** Leaves no room but some pages. */
function fill(file: string): void {
  const { bavail, bsize } = statfsSync(mount)
  writeFileSync(file, Buffer.alloc(Math.max(0, bavail - 20) * bsize))
}
