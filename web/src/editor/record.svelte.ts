/** Recording with the microphone. */
import { toasts } from "../state/toasts.svelte";
import { texts } from "../texts";

const TYPES = ["audio/webm", "audio/ogg", "audio/mp4"];
const ENDINGS: Record<string, string> = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };

/** Whether this browser can record here: only pages of this computer and those behind TLS may. */
export function mayRecord(): boolean {
  return typeof MediaRecorder !== "undefined" && "mediaDevices" in navigator;
}

/** One recording after the other. */
export class Recorder {
  isRecording = $state(false);
  #done: (file: File) => void;
  #recorder: MediaRecorder | null = null;

  constructor(done: (file: File) => void) {
    this.#done = done;
    $effect(() => () => this.#recorder?.stream.getTracks().forEach((track) => track.stop()));
  }

  async toggle(): Promise<void> {
    if (this.#recorder) {
      this.#recorder.stop();
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      this.#start(stream);
    } catch {
      toasts.show(texts.editor.recordFailed, { kind: "error" });
    }
  }

  #start(stream: MediaStream): void {
    const type = TYPES.find((name) => MediaRecorder.isTypeSupported(name)) ?? "";
    const recorder = new MediaRecorder(stream, type === "" ? {} : { mimeType: type });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      this.isRecording = false;
      this.#recorder = null;
      const name = `rec-${Date.now()}.${ENDINGS[type] ?? "webm"}`;
      if (parts.length > 0) this.#done(new File(parts, name, { type }));
    };
    recorder.start();
    this.#recorder = recorder;
    this.isRecording = true;
  }
}
