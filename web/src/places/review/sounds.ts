/** Plays the sounds of a card one after the other: files, and texts that the browser speaks. */
import type { Sound } from "../../api/pending";

/** A sound that could not be played. */
export type SoundProblem = { kind: "file"; name: string } | { kind: "voice"; lang: string };

/** What playing needs of its surroundings. */
export interface Speaker {
  mediaUrl: () => string;
  problem: (problem: SoundProblem) => void;
}

/** Plays one list of sounds at a time. */
export class SoundQueue {
  #speaker: Speaker;
  #turn = 0;
  #audio: HTMLAudioElement | null = null;

  constructor(speaker: Speaker) {
    this.#speaker = speaker;
  }

  /** Plays the sounds in their order; what still plays stops. */
  async play(sounds: readonly Sound[]): Promise<void> {
    this.stop();
    const turn = this.#turn;
    for (const sound of sounds) {
      if (turn !== this.#turn) return;
      await (sound.kind === "file" ? this.#playFile(sound.name) : this.#speak(sound));
    }
  }

  stop(): void {
    this.#turn += 1;
    this.#audio?.pause();
    this.#audio?.removeAttribute("src");
    this.#audio = null;
    if ("speechSynthesis" in window) window.speechSynthesis.cancel();
  }

  #playFile(name: string): Promise<void> {
    const audio = new Audio(this.#speaker.mediaUrl() + encodeURIComponent(name));
    this.#audio = audio;
    return new Promise((resolve) => {
      audio.onended = audio.onpause = audio.onemptied = () => resolve();
      audio.onerror = () => {
        if (audio === this.#audio) this.#speaker.problem({ kind: "file", name });
        resolve();
      };
      // A browser may refuse to play before the first key or press: the button in the card still works.
      audio.play().catch(() => resolve());
    });
  }

  #speak(sound: Extract<Sound, { kind: "speech" }>): Promise<void> {
    if (!("speechSynthesis" in window)) return Promise.resolve();
    const spoken = new SpeechSynthesisUtterance(sound.text);
    spoken.lang = sound.lang.replace("_", "-");
    spoken.rate = Math.min(10, Math.max(0.1, sound.speed));
    const voice = chosenVoice(window.speechSynthesis.getVoices(), sound.lang, sound.voices);
    if (voice) spoken.voice = voice;
    return new Promise((resolve) => {
      spoken.onend = () => resolve();
      spoken.onerror = ({ error }) => {
        const isOurs = error === "canceled" || error === "interrupted";
        if (!isOurs) this.#speaker.problem({ kind: "voice", lang: sound.lang });
        resolve();
      };
      window.speechSynthesis.speak(spoken);
    });
  }
}

/** The voice to speak with: the first wanted one that there is, else one of the language. */
export function chosenVoice<Voice extends { name: string; lang: string }>(
  voices: readonly Voice[],
  lang: string,
  wanted: readonly string[],
): Voice | undefined {
  const plain = (text: string): string => text.replaceAll("_", "-").toLowerCase();
  const named = wanted.map((name) => voices.find((voice) => plain(voice.name) === plain(name)));
  const whole = voices.find((voice) => plain(voice.lang) === plain(lang));
  const language = plain(lang).split("-")[0] ?? "";
  return named.find(Boolean) ?? whole ?? voices.find((voice) => plain(voice.lang).split("-")[0] === language);
}
