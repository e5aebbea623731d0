const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = `(?<monthName>${MONTHS.join("|")})`;
const CLOCK = "(?<hour>\\d\\d?):(?<minute>\\d\\d):(?<second>\\d\\d)(?:[.,]\\d+)?";
const DATE = "(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)";
const BASIC_OFFSET = "(?<zone>Z|[+-]\\d{4})";
const EXTENDED_OFFSET = "(?<zone>[+-]\\d\\d:\\d\\d)";

/** The layouts that the original tries, most of them Go's. */
const LAYOUTS: readonly RegExp[] = [
  `${DAY} ${MONTH} +(?<day>\\d\\d?) ${CLOCK} (?<year>\\d{4})`,
  `${DAY} ${MONTH} +(?<day>\\d\\d?) ${CLOCK} (?<zone>[A-Z]{3,4}|GMT[+-]\\d{1,2}) (?<year>\\d{4})`,
  `${DAY} ${MONTH} (?<day>\\d\\d) ${CLOCK} (?<zone>[+-]\\d{4}) (?<year>\\d{4})`,
  "(?<hour>\\d\\d?):(?<minute>\\d\\d)(?<half>AM|PM)",
  DATE,
  `${DATE} (?<hour>\\d\\d?):(?<minute>\\d\\d)`,
  `${DATE} ${CLOCK}`,
  `${DATE} ${CLOCK}${EXTENDED_OFFSET}`,
  `${DATE}T(?<hour>\\d\\d?)${BASIC_OFFSET}`,
  `${DATE}T(?<hour>\\d\\d?):(?<minute>\\d\\d)${BASIC_OFFSET}`,
  `${DATE}T${CLOCK}${BASIC_OFFSET}`,
  `${DATE}T${CLOCK}${EXTENDED_OFFSET}`,
].map((layout) => new RegExp(`^${layout}$`));

/** Longer texts are no dates. */
const MAX_LENGTH = 64;

/**
 * Unix time in whole seconds of a text in one of the layouts, else undefined.
 * Without a zone in the text the local time zone applies.
 */
export function parseDate(text: string): number | undefined {
  if (text.length > MAX_LENGTH || !/\d/.test(text)) return undefined;
  for (const layout of LAYOUTS) {
    const groups = layout.exec(text)?.groups;
    const time = groups && unixTime(groups);
    if (time !== undefined) return time;
  }
  return undefined;
}

function unixTime(groups: Readonly<Record<string, string | undefined>>): number | undefined {
  const field = (name: string, fallback: number) => Number(groups[name] ?? fallback);
  const year = field("year", 0);
  const month = groups.monthName ? monthNumber(groups.monthName) : field("month", 1);
  const day = field("day", 1);
  const hour = hourOf(field("hour", 0), groups.half);
  const minute = field("minute", 0);
  const second = field("second", 0);
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!exists || hour === undefined || minute > 59 || second > 59) return undefined;
  if (groups.zone === undefined) return localTime(year, month, day, hour, minute, second);
  const offset = offsetSeconds(groups.zone);
  if (offset === undefined) return undefined;
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, day);
  utc.setUTCHours(hour, minute, second);
  return utc.getTime() / 1000 - offset;
}

function localTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const local = new Date(2000, 0, 1);
  local.setFullYear(year, month - 1, day);
  local.setHours(hour, minute, second, 0);
  return Math.floor(local.getTime() / 1000);
}

function monthNumber(name: string): number {
  return MONTHS.indexOf(name) + 1;
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour < 24 ? hour : undefined;
  if (hour > 12) return undefined;
  if (half === "PM") return hour < 12 ? hour + 12 : hour;
  return hour === 12 ? 0 : hour;
}

function daysIn(year: number, month: number): number {
  const last = new Date(0);
  last.setUTCFullYear(year, month, 0);
  return last.getUTCDate();
}

/** Seconds east of UTC; a named zone counts as UTC, as Go does with names that it does not know. */
function offsetSeconds(zone: string): number | undefined {
  const named = /^GMT([+-]\d{1,2})$/.exec(zone);
  if (named) return Number(named[1]) * 3600;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (!match) return 0;
  const [, sign, hours, minutes] = match;
  if (Number(hours) > 24 || Number(minutes) > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
