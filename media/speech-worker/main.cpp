// Keeps a whisper model loaded and turns stretches of speech into text, one at a time.
//
//   speech-worker MODEL THREADS [VOICE-MODEL]
//
// stdout: one JSON object per line. First {"ready":true}, then one answer per request, in their order. Where asked for,
//         lines {"id":…,"partial":"…"} with the text so far go before an answer.
// stdin:  requests, little-endian: u32 magic, u32 id, u8 language (0 find it, 1 Chinese, 2 English), u8 whether to tell the
//         text so far, u16 bytes of prompt, u32 samples, u32 bytes of letters below which much was left out; then the prompt, if any, in UTF-8, for Chinese and for English with a
//         line feed between them; then that many 16-bit samples, mono, 16 kHz. The program ends when stdin does.
//
// whisper_full() is not used: it encodes twice where it has to find the language, slides its window by timestamps that
// a cut window makes unreliable, and answers a loop with up to three slower tries. Here one encoding serves the language
// and the words, every window has a bound, and a poor result costs one more decoding.
#include "voice.h"
#include "whisper.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

constexpr int kRate = WHISPER_SAMPLE_RATE;
constexpr uint32_t kMagic = 0x314e4c44;  // "DLN1"
/// whisper's own window is 30 s; a little less leaves its last frames silent.
constexpr uint32_t kMaxSamples = 29 * kRate;
/// whisper_full() refuses less than a second, and a word that ends at the very edge is often lost.
constexpr size_t kWindowMin = kRate * 5 / 4;
/// Encoder frames of 20 ms. Below about 512 the decoder was seen to loop or to invent text.
constexpr int kFramesMin = 512;
constexpr int kFramesMax = 1500;
/// Smallest window of a second try.
constexpr int kFramesAgain = 1024;
/// whisper.cpp 1.5.0 lays out its memory for the full window; from 1344 frames to 1499 the pieces no longer fit into it
/// and it aborts (every value was tried). Windows above this one are full windows.
constexpr int kFramesCut = 1280;
/// The decoder has 448 places for the prompt and what it says; the prompt is kept to so many.
constexpr size_t kPromptMax = 160;
/// whisper.cpp splits a text into tokens by a std::regex, which overflows the stack for long ones.
constexpr size_t kPromptMaxBytes = 4096;
/// The text so far is told after so many more tokens.
constexpr size_t kPartialStep = 6;
/// Above it whisper rather hears no speech (OpenAI's bound): what it makes of that is not told before it was checked.
constexpr float kNoSpeech = 0.6f;
/// Below it nobody speaks, by the voice detector, and whisper is not asked: it would invent something (docs/speech.md).
constexpr float kVoice = 0.3f;
/// Mean log probability under which OpenAI's own program takes a result for poor.
constexpr float kPoor = -1.0f;

enum Language : uint32_t { kFind = 0, kChinese = 1, kEnglish = 2 };

struct Request {
  uint32_t magic, id;
  uint8_t language, tellsPartial;
  uint16_t promptBytes;
  uint32_t samples, leastLetters;
};
static_assert(sizeof(Request) == 20);

/// Told the text so far.
using Partial = std::function<void(std::string_view)>;

struct Words {
  std::vector<whisper_token> tokens;
  float meanLogProbability = 0;
  bool looped = false;
};

struct Answer {
  std::string text;
  Language language = kFind;
  float noSpeech = 0;
  float meanLogProbability = 0;
  int reruns = 0;
};

[[noreturn]] void fail(const char* why) {
  std::fprintf(stderr, "speech-worker: %s\n", why);
  std::exit(2);
}

bool readFully(void* into, size_t bytes) {
  return std::fread(into, 1, bytes, stdin) == bytes;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const unsigned char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20) {
      out += ' ';
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + '"';
}

/// The first try has the prompt and takes little repetition for the decoder's fault, as others follow. People repeat themselves
/// too ("快点快点快点", a whole address said twice), so the others believe what is not absurd. They have no prompt: of the poor
/// results that were seen, a wider window alone mended half, leaving out the prompt all.
enum class Try { kFirst, kAgain };

/// Length of the phrase that the tokens end with again and again, 0 where they do not.
size_t loopedPhrase(const std::vector<whisper_token>& tokens, Try which) {
  for (size_t phrase = 1; phrase <= tokens.size() / 2; phrase++) {
    size_t same = 0;
    while (same + phrase < tokens.size() && tokens[tokens.size() - 1 - same] == tokens[tokens.size() - 1 - same - phrase]) same++;
    const size_t rounds = 1 + same / phrase;
    const bool often = rounds >= 6 && rounds * phrase >= 36;
    const bool suspect = (rounds >= 3 && rounds * phrase >= 18) || (rounds >= 2 && phrase >= 12);
    if (often || (suspect && which == Try::kFirst)) return phrase;
  }
  return 0;
}

class Recogniser {
 public:
  Recogniser(whisper_context* context, VoiceDetector* voice, int threads)
      : context_(context), voice_(voice), threads_(threads), eot_(whisper_token_eot(context)) {
    // Marks and sounds that stand for no spoken word: ♪, brackets of captions, speaker dashes.
    for (const char* mark : {"♪", "♪♪", "♪♪♪", "(", "[", "{", "<<", ">>", "<", "<<<", ">>>", "*", "#", "_", "「", "『", " (", " [", " -", " *", " ♪", " #"}) {
      const auto tokens = tokensOf(mark);
      if (tokens.size() == 1) silenced_.push_back(tokens[0]);
    }
    blank_ = tokensOf(" ");
  }

  /// The working memory is made for the stretch and given back after it.
  Answer recognise(std::vector<float> samples, Language language, const std::string& prompt, size_t leastLetters, const Partial& partial) {
    if (voice_ != nullptr && voice_->voiceIn(samples) < kVoice) return {.text = "", .language = language, .noSpeech = 1};
    state_ = whisper_init_state(context_);
    if (state_ == nullptr) fail("cannot make room for a note");
    const size_t end = std::min(prompt.find('\n'), prompt.size());
    prompts_[kChinese] = tokensOf(prompt.substr(0, end));
    prompts_[kEnglish] = tokensOf(prompt.substr(std::min(end + 1, prompt.size())));
    if (samples.size() < kWindowMin) samples.resize(kWindowMin, 0.f);
    Answer answer;
    answer.language = language;
    const auto words = recogniseWindow(samples, leastLetters, answer, partial);
    answer.text = textOf(words.tokens);
    answer.meanLogProbability = words.meanLogProbability;
    whisper_free_state(state_);
    return answer;
  }

 private:
  std::vector<whisper_token> tokensOf(const std::string& text) const {
    // No token is shorter than a byte.
    std::vector<whisper_token> tokens(text.size() + 1);
    const int count = whisper_tokenize(context_, text.c_str(), tokens.data(), static_cast<int>(tokens.size()));
    tokens.resize(std::min(static_cast<size_t>(std::max(count, 0)), kPromptMax));
    return tokens;
  }

  std::string textOf(const std::vector<whisper_token>& tokens) const {
    std::string text;
    for (const auto token : tokens) text += whisper_token_to_str(context_, token);
    return text;
  }

  static int framesOf(int wished) {
    return wished > kFramesCut ? kFramesMax : std::max(wished, kFramesMin);
  }

  /// What was heard, first with the prompt. A poor result, or one that leaves out much, is tried again without it, which costs a
  /// decoding; and one that is still poor with a wider window, which costs an encoding of up to twice the size.
  Words recogniseWindow(const std::vector<float>& window, size_t leastLetters, Answer& answer, const Partial& partial) {
    const int frames = framesOf(static_cast<int>(window.size() / 320) + 128);
    const int limit = 16 + 12 * static_cast<int>(window.size() / kRate);
    encode(window, frames);
    const float noSpeech = look(answer);
    auto words = say(answer.language, limit, Try::kFirst, noSpeech < kNoSpeech ? partial : Partial());
    if (isGood(words) && lettersIn(words) >= leastLetters) return words;
    answer.reruns++;
    const auto again = say(answer.language, limit, Try::kAgain, {});
    words = isGood(words) && isGood(again) ? longer(words, again) : better(words, again);
    if (isGood(words)) return words;
    answer.reruns++;
    encode(window, framesOf(std::max(2 * frames, kFramesAgain)));
    look(answer);
    return better(words, say(answer.language, limit, Try::kAgain, {}));
  }

  static bool isGood(const Words& words) { return !words.looped && words.meanLogProbability >= kPoor; }

  /// Bytes that are no spaces and no signs of ASCII.
  size_t lettersIn(const Words& words) const {
    const auto text = textOf(words.tokens);
    return std::count_if(text.begin(), text.end(), [](unsigned char c) { return c >= 0x80 || std::isalnum(c); });
  }

  const Words& longer(const Words& words, const Words& again) const {
    return lettersIn(again) > lettersIn(words) ? again : words;
  }

  static Words better(const Words& words, const Words& again) {
    if (words.looped && again.looped) return words.tokens.size() > again.tokens.size() ? words : again;
    const bool isBetter = words.looped != again.looped ? !again.looped : again.meanLogProbability > words.meanLogProbability;
    return isBetter ? again : words;
  }

  /// What the encoded window is like: its language, where nobody said it, and how far it has no speech.
  float look(Answer& answer) {
    const whisper_token sot = whisper_token_sot(context_);
    decode({&sot, 1}, 0);
    const float* logits = lastLogits();
    if (answer.language == kFind) {
      const auto logitOf = [&](const char* name) { return logits[whisper_token_lang(context_, whisper_lang_id(name))]; };
      answer.language = logitOf("en") > logitOf("zh") ? kEnglish : kChinese;
    }
    const float noSpeech = std::exp(logProbability(logits, whisper_token_nosp(context_)));
    answer.noSpeech = std::max(answer.noSpeech, noSpeech);
    return noSpeech;
  }

  /// Fills the encoder's output for one window. whisper.h has no other way to set the window's frames than
  /// whisper_full(), so that is called and stopped before it encodes.
  void encode(const std::vector<float>& window, int frames) {
    auto params = whisper_full_default_params(WHISPER_SAMPLING_GREEDY);
    params.n_threads = threads_;
    params.audio_ctx = frames;
    params.language = "zh";
    params.no_context = true;
    params.print_progress = false;
    params.encoder_begin_callback = [](whisper_context*, whisper_state*, void*) { return false; };
    if (whisper_full_with_state(context_, state_, params, window.data(), static_cast<int>(window.size())) != 0) fail("cannot read the samples");
    if (whisper_encode_with_state(context_, state_, 0, threads_) != 0) fail("cannot encode");
  }

  void decode(std::span<const whisper_token> tokens, int past) {
    if (whisper_decode_with_state(context_, state_, tokens.data(), static_cast<int>(tokens.size()), past, threads_) != 0) fail("cannot decode");
    decoded_ = static_cast<int>(tokens.size());
  }

  /// What may follow the last decoded token: whisper keeps a row per token and fills the last.
  const float* lastLogits() const {
    return whisper_get_logits_from_state(state_) + static_cast<ptrdiff_t>(decoded_ - 1) * whisper_n_vocab(context_);
  }

  float logProbability(const float* logits, whisper_token token) const {
    const int size = whisper_n_vocab(context_);
    const float largest = *std::max_element(logits, logits + size);
    double sum = 0;
    for (int i = 0; i < size; i++) sum += std::exp(logits[i] - largest);
    return logits[token] - largest - static_cast<float>(std::log(sum));
  }

  /// The likeliest words, one token after the other, for what is encoded now.
  Words say(Language language, int limit, Try which, const Partial& partial) {
    std::vector<whisper_token> start;
    const auto& prompt = prompts_[language];
    if (!prompt.empty() && which == Try::kFirst) {
      start.push_back(whisper_token_prev(context_));
      start.insert(start.end(), prompt.begin(), prompt.end());
    }
    start.insert(start.end(), {whisper_token_sot(context_), whisper_token_lang(context_, whisper_lang_id(language == kChinese ? "zh" : "en")),
                               whisper_token_transcribe(context_), whisper_token_not(context_)});
    decode(start, 0);
    int past = static_cast<int>(start.size());
    limit = std::min(limit, whisper_n_text_ctx(context_) - past - 1);

    Words words;
    float sum = 0;
    for (int i = 0; i < limit; i++) {
      std::vector<float> logits(lastLogits(), lastLogits() + whisper_n_vocab(context_));
      std::fill(logits.begin() + eot_ + 1, logits.end(), -INFINITY);  // languages, tasks and timestamps are no words
      for (const auto token : silenced_) logits[token] = -INFINITY;
      if (i == 0) {
        logits[eot_] = -INFINITY;
        for (const auto token : blank_) logits[token] = -INFINITY;
      }
      const auto next = static_cast<whisper_token>(std::max_element(logits.begin(), logits.end()) - logits.begin());
      sum += logProbability(logits.data(), next);
      words.meanLogProbability = sum / static_cast<float>(i + 1);
      if (next == eot_) return words;
      words.tokens.push_back(next);
      if (const size_t phrase = loopedPhrase(words.tokens, which); phrase > 0) {
        words.looped = true;
        words.tokens.resize(withoutRounds(words.tokens, phrase));
        return words;
      }
      if (partial && words.tokens.size() % kPartialStep == 0) partial(textOf(words.tokens));
      decode({&next, 1}, past++);
    }
    words.looped = true;  // far more words than a person says in that time
    return words;
  }

  /// Length of the tokens with the last phrase said once.
  static size_t withoutRounds(const std::vector<whisper_token>& tokens, size_t phrase) {
    size_t length = tokens.size();
    while (length >= 2 * phrase && std::equal(tokens.begin() + length - phrase, tokens.begin() + length, tokens.begin() + length - 2 * phrase)) {
      length -= phrase;
    }
    return length;
  }

  whisper_context* context_;
  /// Null: every stretch is taken for speech.
  VoiceDetector* voice_;
  whisper_state* state_ = nullptr;
  int threads_;
  int decoded_ = 0;
  whisper_token eot_;
  /// For this stretch, by language.
  std::array<std::vector<whisper_token>, 3> prompts_;
  std::vector<whisper_token> silenced_, blank_;
};

void discard(ggml_log_level, const char*, void*) {}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) fail("usage: speech-worker MODEL THREADS [VOICE-MODEL]");
  const int threads = std::clamp(std::atoi(argv[2]), 1, 64);
#ifdef __GLIBC__
  // A fixed threshold, so that a note's 60-200 MB go back to the system when it is done.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
  whisper_log_set(discard, nullptr);
  auto contextParams = whisper_context_default_params();
  contextParams.use_gpu = false;
  whisper_context* context = whisper_init_from_file_with_params_no_state(argv[1], contextParams);
  if (context == nullptr) fail("cannot load the model");
  std::optional<VoiceDetector> voice;
  if (argc > 3) {
    voice.emplace(argv[3]);
    if (!voice->ok()) fail("cannot load the voice model");
  }
  Recogniser recogniser(context, voice ? &*voice : nullptr, threads);
  std::puts("{\"ready\":true}");
  std::fflush(stdout);

  Request request;
  while (readFully(&request, sizeof request)) {
    if (request.magic != kMagic || request.language > kEnglish || request.samples == 0 || request.samples > kMaxSamples ||
        request.promptBytes > kPromptMaxBytes) {
      fail("that is no request");
    }
    std::string prompt(request.promptBytes, ' ');
    if (!readFully(prompt.data(), prompt.size())) break;
    std::vector<int16_t> pcm(request.samples);
    if (!readFully(pcm.data(), pcm.size() * sizeof(int16_t))) break;
    std::vector<float> samples(pcm.size());
    std::transform(pcm.begin(), pcm.end(), samples.begin(), [](int16_t s) { return static_cast<float>(s) / 32768.f; });

    const auto start = std::chrono::steady_clock::now();
    const Partial partial = [&](std::string_view text) {
      std::printf("{\"id\":%u,\"partial\":%s}\n", request.id, quoted(text).c_str());
      std::fflush(stdout);
    };
    const auto answer = recogniser.recognise(std::move(samples), static_cast<Language>(request.language), prompt,
                                             request.leastLetters, request.tellsPartial ? partial : Partial());
    const auto ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    std::printf("{\"id\":%u,\"language\":\"%s\",\"text\":%s,\"noSpeech\":%.3f,\"meanLogProbability\":%.3f,\"reruns\":%d,\"ms\":%.0f}\n",
                request.id, answer.language == kChinese ? "zh" : "en", quoted(answer.text).c_str(), answer.noSpeech,
                answer.meanLogProbability, answer.reruns, ms);
    std::fflush(stdout);
  }
  whisper_free(context);
  return 0;
}
