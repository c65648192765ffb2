const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const two = (value: number): string => String(value).padStart(2, '0')

/** A date as mail writes it, in local time (time_to_rfc822_date). */
export function rfc822Date(time: Date): string {
  const day = `${DAYS[time.getDay()]}, ${two(time.getDate())} ${MONTHS[time.getMonth()]} ${time.getFullYear()}`
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
  return `${day} ${clock} ${zone(-time.getTimezoneOffset())}`
}

/** SpamAssassin cuts hours toward zero, but counts minutes upward from the full hour below: -03:45 becomes -0315. */
function zone(minutesEast: number): string {
  const hours = Math.trunc(minutesEast / 60)
  const minutes = ((minutesEast % 60) + 60) % 60
  return `${hours < 0 ? '-' : '+'}${two(Math.abs(hours))}${two(minutes)}`
}
