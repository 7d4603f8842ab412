#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

/// Silero's voice activity detector, version 6, at 16 kHz: a small neural network that tells a voice from every other sound. Its
/// weights are `media/models/silero-vad-v6.bin`; its shape is that of the ONNX file that they come from.
class VoiceDetector {
 public:
  /// `ok()` is false where the file cannot be read or has another length.
  explicit VoiceDetector(const std::string& path);
  bool ok() const { return !weights_.empty(); }

  /// How sure it is that somebody speaks in the samples (-1 to 1, 16 kHz): the highest probability that lasts for a tenth of a
  /// second. It listens until that is beyond doubt. A soft recording is judged as if it were louder.
  float voiceIn(std::span<const float> samples);

 private:
  /// Probability of a voice in the next 32 ms, which begin with the last 4 ms of those before.
  float next(const float* chunk);

  std::vector<float> weights_;
  /// Hann-windowed cosines and sines of the short Fourier transform.
  std::vector<float> basis_;
  std::array<float, 128> hidden_{}, cell_{};
};
