import { expect, test } from 'vitest'
import { RunWatch } from '../regex/run-watch.ts'
import { noteRule, type RunningExpression, resetProgress, shownRuns } from '../rules/progress.ts'
import { NOT_STARTED } from './engine-port.ts'
import { type TaskLimits, watchTask } from './watch-task.ts'

/** What is said of a task within so long. */
async function watched(
  ms: number,
  limits: Partial<TaskLimits>,
  taken = true,
  progress = new Int32Array([taken ? 0 : NOT_STARTED]),
): Promise<string[]> {
  const said: string[] = []
  const all: TaskLimits = {
    limitMs: 50,
    endsBy: Number.POSITIVE_INFINITY,
    graceMs: 50,
    answerBy: Number.POSITIVE_INFINITY,
    processorMs: async () => undefined,
    ...limits,
  }
  const watcher = {
    late: () => void said.push('late'),
    hangs: () => void said.push('hangs'),
    heldUp: ({ rule, expression }: RunningExpression) => void said.push(`held up ${rule} ${expression}`),
  }
  const callOff = watchTask(progress, all, watcher)
  await new Promise((resolve) => setTimeout(resolve, ms))
  callOff()
  return said
}

test('a task that goes on past its limit hangs, but not before', async () => {
  expect(await watched(600, {})).toEqual(['hangs'])
  expect(await watched(300, { limitMs: 5000 })).toEqual([])
})

test('one that gets no processor does not hang; one that gets it does', async () => {
  let used = 0
  expect(await watched(600, { processorMs: async () => 1000 })).toEqual([])
  expect(await watched(600, { processorMs: async () => (used += 30) })).toEqual(['hangs'])
})

test('its caller is told once that it is late, whether it has begun or not, and it is watched on', async () => {
  const answerBy = (): number => Date.now() + 100
  expect(await watched(600, { limitMs: 5000, answerBy: answerBy() })).toEqual(['late'])
  expect(await watched(600, { limitMs: 5000, answerBy: answerBy() }, false)).toEqual(['late'])
  expect(await watched(600, { limitMs: 5000, answerBy: answerBy(), endsBy: Date.now() + 250 })).toEqual([
    'late',
    'hangs',
  ])
})

test('the time in which no thread has taken it does not count', async () => {
  expect(await watched(400, {}, false)).toEqual([])
})

const expression = { id: 5, canHoldUp: () => true }

test('an expression that runs on and on is named, one that runs again and again is not', async () => {
  let used = 0
  const limits = { limitMs: 60_000, processorMs: async () => (used += 300) }
  const progress = new Int32Array(16)
  resetProgress(progress, 0)
  const watch = new RunWatch(shownRuns(progress))
  watch.run(expression, () => undefined)
  // as if it had not ended
  progress[15] = 1
  noteRule(progress, 7)
  expect(await watched(1500, limits, true, progress)).toEqual(['held up 7 5'])
  const again = setInterval(() => {
    watch.run(expression, () => undefined)
    progress[15] = (progress[15] ?? 0) + 1
  }, 20)
  expect(await watched(1500, limits, true, progress)).toEqual([])
  clearInterval(again)
  resetProgress(progress, 0)
  expect(await watched(1500, limits, true, progress)).toEqual([])
})

test('one whose thread gets no processor is not held up', async () => {
  const progress = new Int32Array(16)
  progress[15] = 1
  expect(await watched(1500, { limitMs: 60_000, processorMs: async () => 1000 }, true, progress)).toEqual([])
})
