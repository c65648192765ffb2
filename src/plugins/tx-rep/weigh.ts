import { formatFixed } from '../../base/perl-number.ts'
import type { Conf } from '../../conf/conf.ts'
import type { SenderEntry, SenderQuestion } from '../../learn/reputation/sender-table.ts'
import type { MailFacts } from './mail-facts.ts'
import { type Identity, txRepSettings } from './settings.ts'
import type { Storages } from './storages.ts'

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

interface Step extends SenderQuestion {
  /** Undefined for the message itself. */
  readonly identity: Identity | undefined
  readonly id: string
  readonly ip?: string | undefined
}

/** One storage as a step sees it; tags and notes name the user’s by U and that of all by G, where there are two. */
interface View {
  readonly step: Step
  readonly entry: SenderEntry
  readonly mark: '' | 'U' | 'G'
}

/** Lets the reputations that a message touches change its score, and the message them (TxRep, check_senders_reputation). */
export class Weighing {
  readonly #conf: Conf
  readonly #facts: MailFacts
  readonly #storages: Storages
  readonly #listener: Listener | undefined
  #totalWeight = 0

  constructor(conf: Conf, facts: MailFacts, storages: Storages, listener: Listener | undefined) {
    this.#conf = conf
    this.#facts = facts
    this.#storages = storages
    this.#listener = listener
  }

  /** All that may be looked at; `score` is the one to begin with. */
  static questions(facts: MailFacts, score: number): SenderQuestion[] {
    const recipients = facts.recipients.map((name) => ({ name }))
    return [Weighing.#message(facts), ...recipients, ...Weighing.#steps(facts, score)]
  }

  run(points: number, errand: Errand): void {
    const settings = this.#conf.of(txRepSettings)
    const facts = this.#facts
    const self = Weighing.#message(facts)
    const { own, global } = this.#storages
    const last = global ?? own
    let score = errand.learning ?? points
    // The relay that counts is chosen by the score before anything is known of the message.
    const steps = Weighing.#steps(facts, score)
    if (settings.txrep_track_messages) {
      const { count } = last.entry(self)
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
    for (const name of facts.recipients) {
      last.entry({ name }).removeOne()
      last.entry({ name }).add(-settings.txrep_welcomelist_out)
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

  static #message({ message, messageId, date }: MailFacts): Step {
    return { identity: undefined, id: messageId, name: message, signedBy: date }
  }

  static #steps(facts: MailFacts, score: number): Step[] {
    const origin = facts.origin(score)
    const ip = facts.vouching ? undefined : origin
    const signer = facts.vouching?.signedBy
    const step = (identity: Identity, id: string, network?: string, signedBy?: string): Step => ({
      ...{ identity, id, name: facts.name(id, network), ip: network, signedBy },
    })
    const steps = [step('EMAIL_IP', facts.from, ip, signer)]
    if (facts.domain !== '') steps.push(step('DOMAIN', facts.domain, ip, signer))
    if (facts.helo !== '') steps.push(step('HELO', facts.helo, undefined, 'HELO'))
    if (origin !== undefined) {
      if (!facts.vouching) steps.push(step('EMAIL', facts.from))
      steps.push(step('IP', origin))
    }
    return steps
  }

  /** What reputations say of the score, by their weight; then the score changes them. */
  #look(step: Step, score: number | undefined, errand: Errand): number {
    const { own, global } = this.#storages
    if (!global) return this.#lookAt({ step, entry: own.entry(step), mark: '' }, score, errand)
    const ratio = this.#conf.of(txRepSettings).txrep_user2global_ratio
    const ofUser = this.#lookAt({ step, entry: own.entry(step), mark: 'U' }, score, errand)
    const ofAll = this.#lookAt({ step, entry: global.entry(step), mark: 'G' }, score, errand)
    return (ratio * ofUser + ofAll) / (1 + ratio)
  }

  #lookAt(view: View, given: number | undefined, errand: Errand): number {
    const weight = this.#weightOf(view.step.identity)
    if (weight === 0) return 0
    const { count, total } = view.entry
    const mean = count > 0 ? total / count : undefined
    let delta = 0
    let score = given
    if (errand.learning && score !== undefined) score += Math.sign(score) * Math.abs(mean ?? 0)
    else {
      this.#totalWeight += weight
      delta = this.#difference(view, score)
      this.#tell(view, delta)
    }
    this.#change(view, score, errand)
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
  #difference({ step, entry: { count, total } }: View, score: number | undefined): number {
    if (step.identity === undefined && count > 0) return total / count
    if (score === undefined) return total / (1 + count)
    const delta = (total + score) / (1 + count) - score
    // A score of the same side must not be pulled to the other.
    const isPulledOver = (total > 0 && score > 0 && delta < 0) || (total < 0 && score < 0 && delta > 0)
    return isPulledOver ? total / (1 + count) : delta
  }

  #tell({ step: { identity, id, ip }, entry: { count, total }, mark }: View, delta: number): void {
    const listener = this.#listener
    if (!listener) return
    const mean = count > 0 ? total / count : undefined
    const tag = (identity?.replaceAll('_', '') ?? 'MSGID') + mark
    listener.setTag(`TXREP${tag}`, formatFixed(delta, 1))
    if (identity !== undefined || count === 0) {
      if (mean !== undefined) listener.setTag(`TXREP${tag}MEAN`, formatFixed(mean, 1))
      listener.setTag(`TXREP${tag}COUNT`, formatFixed(count, 1))
      listener.setTag(`TXREP${tag}PRESCORE`, formatFixed(listener.score, 1))
    }
    const { txrep_report_details } = this.#conf.of(txRepSettings)
    if (txrep_report_details === 0 || tag === 'MSGID' || mean === undefined) return
    const figures = txrep_report_details === 2 ? `, rep: ${formatFixed(mean, 2)}, count: ${count}` : ''
    listener.note(`${tag}: ${ip === undefined ? id : `${id}|${this.#facts.network(ip)}`}${figures}`)
  }

  #change({ step: { identity }, entry }: View, score: number | undefined, { learning, forgetting }: Errand): void {
    const isMessage = identity === undefined
    if (!forgetting) {
      if (score === undefined) return
      entry.add(score)
      // Two for a message that was learned, one for one that was only scanned.
      if (learning && isMessage && entry.count === 1) entry.add(score)
      return
    }
    if (score !== undefined && !isMessage) entry.takeBack(score)
    if (isMessage) entry.removeOne()
  }
}
