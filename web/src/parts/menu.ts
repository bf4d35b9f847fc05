import type { Component } from "svelte";

/** A line of a menu. */
export interface MenuItem {
  label: string;
  icon?: Component;
  /** The key that does the same. */
  key?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Draws a line above. */
  apart?: boolean;
  /** Shown as chosen. */
  checked?: boolean;
  /** A colour of the tokens, such as `--flag-1`. */
  color?: string;
  run: () => void;
}
