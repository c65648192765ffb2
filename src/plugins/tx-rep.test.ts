import { readFileSync } from 'node:fs'
import path from 'node:path'
import { testReputationCases } from '../../test/support/reputation-cases.ts'
import { txRepCases } from './tx-rep.cases.ts'

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'tx-rep.golden.json'), 'utf8')) as Parameters<
  typeof testReputationCases
>[2] // as: what SpamAssassin said

testReputationCases('txrep', txRepCases, golden)
