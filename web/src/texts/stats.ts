/** Statistics. */
export const statsTexts = {
  stats: {
    title: "Statistics",
    whole: "Whole collection",
    deck: "This deck",
    frame: "Statistics of your reviews",
    scope: "Show",
  },
} as const;
