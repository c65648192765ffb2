import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../base/diagnostic.ts'
import { redirectors } from './redirectors.ts'

const place = { file: 'test.cf', line: 7 }

function targetOf(uri: string, ...patterns: string[]): string | undefined {
  const lines = patterns.map((text) => ({ text, place }))
  return redirectors(lines, () => {})[0]?.exec(uri)?.[1]
}

describe('redirectors', () => {
  test('lead where the first pattern says', () => {
    const patterns = ['/^https?:\\/\\/go\\.example\\.com\\/\\?to=(.*)/i', '/^https?:\\/\\/[^?]*\\?.*=(.*)/']
    expect(targetOf('http://GO.example.com/?to=there.net', ...patterns)).toBe('there.net')
    expect(targetOf('http://other.example.com/?a=here.net', ...patterns)).toBe('here.net')
    expect(targetOf('http://other.example.com/', ...patterns)).toBeUndefined()
  })

  test('lead nowhere without a dot, so that the next pattern is asked', () => {
    const uri = 'http://go.example.com/?to=there&url=here.net'
    expect(targetOf(uri, '/go\\.example\\.com\\/\\?to=(\\w+)/', '/[?&]url=(.*)/')).toBe('here.net')
  })

  test('are asked for any address as soon as one of them needs no text', () => {
    expect(targetOf('ftp://a/b.c', '/^https?:\\/\\/go\\.example\\.com\\/\\?to=(.*)/', '/(.+)/')).toBe('ftp://a/b.c')
  })

  test('with a mistake are reported and left out', () => {
    const said: Diagnostic[] = []
    const made = redirectors([{ text: '/(/', place }], (diagnostic) => said.push(diagnostic))
    expect(made).toEqual([])
    expect(said).toMatchObject([{ topic: 'expression refused', place }])
  })
})
