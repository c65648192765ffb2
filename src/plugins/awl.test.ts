import { readFileSync } from 'node:fs'
import path from 'node:path'
import { testReputationCases } from '../../test/support/reputation-cases.ts'
import { awlCases } from './awl.cases.ts'

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'awl.golden.json'), 'utf8')) as Parameters<
  typeof testReputationCases
>[2] // as: what SpamAssassin said

testReputationCases('awl', awlCases, golden)
