import { expect, test } from 'vitest'
import { Gate } from './gate.ts'

test('so many pass, the next wait in order, and too many are turned away', async () => {
  const gate = new Gate(2, 2)
  const first = await gate.enter()
  await gate.enter()
  const passed: string[] = []
  const noted = async (name: string) => {
    const leave = await gate.enter()
    passed.push(name)
    return leave
  }
  const third = noted('third')
  const fourth = noted('fourth')
  expect(gate.enter()).toBeUndefined()
  first?.()
  first?.()
  const leave = await third
  await new Promise((resolve) => setImmediate(resolve))
  expect(passed).toEqual(['third'])
  leave?.()
  await fourth
  expect(passed).toEqual(['third', 'fourth'])
})
