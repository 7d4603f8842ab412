#include "voice.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace {

constexpr int kChunk = 512, kContext = 64, kPad = 64;
constexpr int kFft = 256, kHop = 128, kBins = kFft / 2 + 1, kFrames = 4;
constexpr int kHidden = 128;

/// One convolution over time: kernels of three, padded by one on each side, then what is negative becomes 0.
struct Layer {
  int in, out, stride;
};
constexpr std::array<Layer, 4> kLayers{{{kBins, 128, 1}, {128, 64, 2}, {64, 64, 2}, {64, kHidden, 1}}};

constexpr size_t weightsOf(const Layer& layer) {
  return static_cast<size_t>(layer.out) * (layer.in * 3 + 1);
}
/// The layers, then the LSTM's two matrices and its bias, then the last layer and its bias.
constexpr size_t kWeights = weightsOf(kLayers[0]) + weightsOf(kLayers[1]) + weightsOf(kLayers[2]) + weightsOf(kLayers[3]) +
                            4 * kHidden * (2 * kHidden + 1) + kHidden + 1;

/// As the server judges how loud a recording is before it asks: at most 20 dB are given.
constexpr float kLoud = 8000.f / 32768.f, kGainMax = 10.f;
/// So many chunks of 32 ms make a voice, and this is beyond doubt.
constexpr size_t kLasting = 3;
constexpr float kSure = 0.5f;

float dot(const float* a, const float* b, int length) {
  float sum = 0;
  for (int i = 0; i < length; i++) sum += a[i] * b[i];
  return sum;
}

float sigmoid(float x) {
  return 1 / (1 + std::exp(-x));
}

}  // namespace

VoiceDetector::VoiceDetector(const std::string& path) {
  std::vector<float> weights(kWeights + 1);
  if (std::FILE* file = std::fopen(path.c_str(), "rb")) {
    const size_t read = std::fread(weights.data(), sizeof(float), weights.size(), file);
    std::fclose(file);
    if (read == kWeights) weights_ = std::move(weights);
  }
  for (int part = 0; part < 2; part++) {
    for (int bin = 0; bin < kBins; bin++) {
      for (int i = 0; i < kFft; i++) {
        const double turn = 2 * std::numbers::pi * i / kFft;
        const double wave = part == 0 ? std::cos(turn * bin) : -std::sin(turn * bin);
        basis_.push_back(static_cast<float>((0.5 - 0.5 * std::cos(turn)) * wave));
      }
    }
  }
}

float VoiceDetector::next(const float* chunk) {
  std::array<float, kContext + kChunk + kPad> padded;
  std::copy_n(chunk, kContext + kChunk, padded.begin());
  // Mirrored at its end.
  for (int i = 0; i < kPad; i++) padded[kContext + kChunk + i] = padded[kContext + kChunk - 2 - i];

  // One column for each frame, one after the other.
  std::vector<float> columns(kFrames * kBins);
  for (int frame = 0; frame < kFrames; frame++) {
    for (int bin = 0; bin < kBins; bin++) {
      const float* at = &padded[frame * kHop];
      const float re = dot(&basis_[bin * kFft], at, kFft);
      const float im = dot(&basis_[(kBins + bin) * kFft], at, kFft);
      columns[frame * kBins + bin] = std::sqrt(re * re + im * im);
    }
  }

  const float* weights = weights_.data();
  int frames = kFrames;
  for (const auto& [in, out, stride] : kLayers) {
    const float* bias = weights + out * in * 3;
    const int outFrames = (frames - 1) / stride + 1;
    std::vector<float> result(outFrames * out);
    std::vector<float> around(in * 3);
    for (int frame = 0; frame < outFrames; frame++) {
      for (int i = 0; i < in; i++) {
        for (int k = 0; k < 3; k++) {
          const int from = frame * stride + k - 1;
          around[i * 3 + k] = from < 0 || from >= frames ? 0 : columns[from * in + i];
        }
      }
      for (int o = 0; o < out; o++) {
        result[frame * out + o] = std::max(0.f, bias[o] + dot(weights + o * in * 3, around.data(), in * 3));
      }
    }
    columns = std::move(result);
    frames = outFrames;
    weights = bias + out;
  }

  const float* ofInput = weights;
  const float* ofHidden = ofInput + 4 * kHidden * kHidden;
  const float* bias = ofHidden + 4 * kHidden * kHidden;
  std::array<float, 4 * kHidden> gates;
  for (int i = 0; i < 4 * kHidden; i++) {
    gates[i] = bias[i] + dot(ofInput + i * kHidden, columns.data(), kHidden) + dot(ofHidden + i * kHidden, hidden_.data(), kHidden);
  }
  const float* last = bias + 4 * kHidden;
  float sum = last[kHidden];
  for (int i = 0; i < kHidden; i++) {
    cell_[i] = sigmoid(gates[kHidden + i]) * cell_[i] + sigmoid(gates[i]) * std::tanh(gates[2 * kHidden + i]);
    hidden_[i] = sigmoid(gates[3 * kHidden + i]) * std::tanh(cell_[i]);
    sum += last[i] * std::max(0.f, hidden_[i]);
  }
  return sigmoid(sum);
}

float VoiceDetector::voiceIn(std::span<const float> samples) {
  float peak = 1 / 32768.f;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  const float gain = std::clamp(kLoud / peak, 1.f, kGainMax);
  hidden_.fill(0);
  cell_.fill(0);

  std::array<float, kContext + kChunk> chunk{};
  std::vector<float> probabilities;
  float highest = 0;
  for (size_t at = 0; at + kChunk <= samples.size() && highest < kSure; at += kChunk) {
    std::copy(chunk.end() - kContext, chunk.end(), chunk.begin());
    for (int i = 0; i < kChunk; i++) chunk[kContext + i] = std::clamp(samples[at + i] * gain, -1.f, 1.f);
    probabilities.push_back(next(chunk.data()));
    if (probabilities.size() < kLasting) continue;
    highest = std::max(highest, *std::min_element(probabilities.end() - kLasting, probabilities.end()));
  }
  return highest;
}
