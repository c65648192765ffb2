import { formatFixed } from '../../base/perl-number.ts'
import type { Conf } from '../../conf/conf.ts'
import type { ReputationTable } from '../../learn/reputation/reputation-table.ts'
import type { MailFacts } from './mail-facts.ts'
import { type Identity, txRepSettings } from './settings.ts'

/** What is done with a message: scanned, learned as something with these points, or forgotten. */
export interface Errand {
  /** Points of what it is learned as; undefined when it is scanned, or only forgotten. */
  readonly learning: number | undefined
  readonly forgetting: boolean
}

/** Who hears what a scan finds; nobody when a message is learned. */
export interface Listener {
  readonly score: number
  setTag(name: string, value: string): void
  note(text: string): void
  adjust(delta: number): void
}

interface Step {
  /** Undefined for the message itself. */
  readonly identity: Identity | undefined
  readonly id: string
  readonly name: string
  readonly ip?: string | undefined
}

/** Lets the reputations that a message touches change its score, and the message them (TxRep, check_senders_reputation). */
export class Weighing {
  readonly #conf: Conf
  readonly #facts: MailFacts
  readonly #table: ReputationTable
  readonly #listener: Listener | undefined
  #totalWeight = 0

  constructor(conf: Conf, facts: MailFacts, table: ReputationTable, listener: Listener | undefined) {
    this.#conf = conf
    this.#facts = facts
    this.#table = table
    this.#listener = listener
  }

  /** All names that may be looked at; `score` is the one to begin with. */
  static names(facts: MailFacts, score: number): string[] {
    return [facts.message, ...facts.recipients, ...Weighing.#steps(facts, score).map(({ name }) => name)]
  }

  run(points: number, errand: Errand): void {
    const settings = this.#conf.of(txRepSettings)
    const facts = this.#facts
    const self: Step = { identity: undefined, id: facts.message, name: facts.message }
    let score = errand.learning ?? points
    // The relay that counts is chosen by the score before anything is known of the message.
    const steps = Weighing.#steps(facts, score)
    if (settings.txrep_track_messages) {
      const { count } = this.#table.get(facts.message)
      const known = this.#look(self, undefined, errand)
      if (count > 0) {
        if (errand.forgetting) score = known
        else if (errand.learning === undefined) {
          const factor = settings.txrep_factor
          this.#listener?.adjust((score + factor * known) / (1 + factor) - score)
          return
        } else if (count > 1) this.run(points, { ...errand, forgetting: true })
      }
    }
    for (const recipient of facts.recipients) {
      this.#table.removeOne(recipient)
      this.#table.add(recipient, -settings.txrep_welcomelist_out)
    }
    this.#totalWeight = 0
    let delta = 0
    for (const step of steps) delta += this.#look(step, score, errand)
    if (errand.learning === undefined) {
      const change = this.#totalWeight === 0 ? 0 : (settings.txrep_factor * delta) / this.#totalWeight
      this.#listener?.adjust(change)
      score += change
    }
    if (settings.txrep_track_messages) this.#look(self, score, errand)
  }

  static #steps(facts: MailFacts, score: number): Step[] {
    const origin = facts.origin(score)
    const ip = facts.vouching ? undefined : origin
    const step = (identity: Identity, id: string, network?: string): Step => ({
      identity,
      id,
      name: facts.name(id, network),
      ip: network,
    })
    const steps = [step('EMAIL_IP', facts.from, ip)]
    if (facts.domain !== '') steps.push(step('DOMAIN', facts.domain, ip))
    if (facts.helo !== '') steps.push(step('HELO', facts.helo))
    if (origin !== undefined) {
      if (!facts.vouching) steps.push(step('EMAIL', facts.from))
      steps.push(step('IP', origin))
    }
    return steps
  }

  /** What one reputation says of the score, by its weight; then the score changes the reputation. */
  #look(step: Step, given: number | undefined, errand: Errand): number {
    const weight = this.#weightOf(step.identity)
    if (weight === 0) return 0
    const { count, total } = this.#table.get(step.name)
    const mean = count > 0 ? total / count : undefined
    let delta = 0
    let score = given
    if (errand.learning && score !== undefined) score += Math.sign(score) * Math.abs(mean ?? 0)
    else {
      this.#totalWeight += weight
      delta = this.#difference(step, score)
      this.#tell(step, delta)
    }
    this.#change(step, score, errand)
    return weight * delta
  }

  #weightOf(identity: Identity | undefined): number {
    const settings = this.#conf.of(txRepSettings)
    switch (identity) {
      case undefined:
        return 1
      case 'EMAIL':
        return settings.txrep_weight_email
      case 'EMAIL_IP':
        return settings.txrep_weight_email_ip
      case 'DOMAIN':
        return settings.txrep_weight_domain
      case 'IP':
        return settings.txrep_weight_ip
      case 'HELO':
        return settings.txrep_weight_helo
    }
  }

  /** How the mean with this message differs from its score; of the message itself, its mean. */
  #difference({ identity, name }: Step, score: number | undefined): number {
    const { count, total } = this.#table.get(name)
    if (identity === undefined && count > 0) return total / count
    if (score === undefined) return total / (1 + count)
    const delta = (total + score) / (1 + count) - score
    // A score of the same side must not be pulled to the other.
    const isPulledOver = (total > 0 && score > 0 && delta < 0) || (total < 0 && score < 0 && delta > 0)
    return isPulledOver ? total / (1 + count) : delta
  }

  #tell({ identity, id, name, ip }: Step, delta: number): void {
    const listener = this.#listener
    if (!listener) return
    const { count, total } = this.#table.get(name)
    const mean = count > 0 ? total / count : undefined
    const tag = identity?.replaceAll('_', '') ?? 'MSGID'
    listener.setTag(`TXREP${tag}`, formatFixed(delta, 1))
    if (identity !== undefined || count === 0) {
      if (mean !== undefined) listener.setTag(`TXREP${tag}MEAN`, formatFixed(mean, 1))
      listener.setTag(`TXREP${tag}COUNT`, formatFixed(count, 1))
      listener.setTag(`TXREP${tag}PRESCORE`, formatFixed(listener.score, 1))
    }
    const { txrep_report_details } = this.#conf.of(txRepSettings)
    if (txrep_report_details === 0 || identity === undefined || mean === undefined) return
    const figures = txrep_report_details === 2 ? `, rep: ${formatFixed(mean, 2)}, count: ${count}` : ''
    listener.note(`${tag}: ${ip === undefined ? id : `${id}|${this.#facts.network(ip)}`}${figures}`)
  }

  #change({ identity, name }: Step, score: number | undefined, { learning, forgetting }: Errand): void {
    const table = this.#table
    const isMessage = identity === undefined
    if (!forgetting) {
      if (score === undefined) return
      table.add(name, score)
      // Two for a message that was learned, one for one that was only scanned.
      if (learning && isMessage && table.get(name).count === 1) table.add(name, score)
      return
    }
    if (score !== undefined && !isMessage) {
      const { count, total } = table.get(name)
      table.set(name, { count: count > 2 ? count - 1 : 1, total: total - score })
    }
    if (isMessage) table.removeOne(name)
  }
}
