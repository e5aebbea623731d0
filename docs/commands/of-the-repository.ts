/** Commands that are for those who work on the repository, not for those who use the packages. */
export const OF_THE_REPOSITORY =
  /^(?:npm (?:run|start|test)\b|npx vitest |node scripts\/|git |\.ci\/)/;
