#include "config/expression_lexer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "config/text_check.h"
#include "engine/base/time.h"

namespace tidemark::config {
namespace {

constexpr std::string_view kWords[] = {"and", "or", "not", "in", "true", "false", "null"};
/// Longer ones first.
constexpr std::string_view kSigns[] = {"==", "!=", "<=", ">=", "<", ">", "(", ")",
                                       "[",  "]",  ",",  "+",  "-", "*", "/"};

/// What other languages write.
struct Foreign {
  std::string_view sign;
  std::string_view ours;
};
constexpr Foreign kForeign[] = {{"<>", "!="}, {"&&", "and"}, {"||", "or"}, {"&", "and"},
                                {"|", "or"},  {"=", "=="},   {"!", "not"}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
/// Letters of other alphabets count: bytes of UTF-8, which was checked.
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Length of the plain name a text begins with; 0 when it begins with none.
std::size_t name_length(std::string_view text) {
  if (text.empty() || !(is_letter(text.front()) || text.front() == '_')) return 0;
  std::size_t end = 1;
  while (end < text.size()) {
    const bool joint = text[end] == '-' && end + 1 < text.size() && is_name_part(text[end + 1]);
    if (!is_name_part(text[end]) && !joint) break;
    ++end;
  }
  return end;
}

class Splitter {
 public:
  Splitter(std::string_view text, std::vector<Token>& tokens) : text_(text), tokens_(tokens) {}

  ExpressionVerdict run() {
    while (true) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      if (at_ == text_.size()) break;
      if (ExpressionVerdict verdict = next()) return verdict;
    }
    add(Token::Kind::kEnd, "", 0);
    return std::nullopt;
  }

 private:
  ExpressionVerdict next() {
    const char c = text_[at_];
    if (is_digit(c)) return read_number();
    if (c == '\'' || c == '"') return read_quoted(Token::Kind::kText, "string");
    if (c == '`') return read_quoted(Token::Kind::kName, "name");
    if (const std::size_t length = name_length(rest()); length > 0) {
      const std::string_view name = rest().substr(0, length);
      add(is_reserved_word(name) ? Token::Kind::kWord : Token::Kind::kName, std::string(name), length);
      return std::nullopt;
    }
    return read_sign();
  }

  ExpressionVerdict read_number() {
    double value = 0;
    const char* const begin = rest().data();
    const auto [end, error] = std::from_chars(begin, begin + rest().size(), value);
    std::size_t length = static_cast<std::size_t>(end - begin);
    const std::string_view word = rest().substr(0, word_length(length));
    if (word.size() > length) return read_duration(word);
    if (error != std::errc() || !std::isfinite(value) || word.back() == '.') {
      return mistake("is not a number: " + quoted(word), "write a number such as 12, 0.5 or 1e3");
    }
    add(Token::Kind::kNumber, std::string(word), length, value);
    return std::nullopt;
  }

  /// How far the word goes that begins with so many bytes of a number.
  std::size_t word_length(std::size_t length) const {
    while (length < rest().size() && is_name_part(rest()[length])) ++length;
    return length;
  }

  ExpressionVerdict read_duration(std::string_view word) {
    const Result<Millis> duration = parse_duration(word);
    if (!duration.ok()) {
      return mistake(
          "is neither a number nor a duration: " + quoted(word),
          "write a number such as 12 or 0.5, or a duration in whole units such as 30d, 12h or 1d12h");
    }
    const double days = static_cast<double>(*duration) / static_cast<double>(kDay);
    add(Token::Kind::kNumber, std::string(word), word.size(), days);
    return std::nullopt;
  }

  ExpressionVerdict read_quoted(Token::Kind kind, std::string_view what) {
    const char quote = text_[at_];
    std::string inside;
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] != quote) {
        inside += text_[i];
      } else if (i + 1 < text_.size() && text_[i + 1] == quote) {
        inside += text_[i++];
      } else if (inside.empty() && kind == Token::Kind::kName) {
        return mistake("a name without letters", "write the name of a feature between the backquotes");
      } else {
        add(kind, std::move(inside), i + 1 - at_);
        return std::nullopt;
      }
    }
    return mistake("the " + std::string(what) + " has no end", std::string("close it with ") + quote);
  }

  ExpressionVerdict read_sign() {
    for (const Foreign& foreign : kForeign) {
      const bool own = std::any_of(std::begin(kSigns), std::end(kSigns), [&](std::string_view sign) {
        return rest().starts_with(sign) && sign.size() > foreign.sign.size();
      });
      if (own || !rest().starts_with(foreign.sign)) continue;
      return mistake("there is no " + quoted(foreign.sign), "write " + std::string(foreign.ours));
    }
    for (const std::string_view sign : kSigns) {
      if (!rest().starts_with(sign)) continue;
      add(Token::Kind::kSign, std::string(sign), sign.size());
      return std::nullopt;
    }
    return mistake("there is no " + quoted(rest().substr(0, 1)),
                   "an expression has names, numbers, 'strings', and or not in, == != < <= > >= and + - * /");
  }

  void add(Token::Kind kind, std::string text, std::size_t length, double number = 0) {
    tokens_.push_back({kind, at_ + 1, std::move(text), number});
    at_ += length;
  }
  ExpressionMistake mistake(std::string text, std::string remedy) const {
    return {at_ + 1, {std::move(text), std::move(remedy)}};
  }
  std::string_view rest() const { return text_.substr(at_); }

  std::string_view text_;
  std::vector<Token>& tokens_;
  std::size_t at_ = 0;
};

std::string in_quotes(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

}  // namespace

ExpressionVerdict split_tokens(std::string_view text, std::vector<Token>& tokens) {
  std::string blank(text);  // blanks of any sort are fine, other control characters are not
  std::replace_if(blank.begin(), blank.end(), is_blank, ' ');
  if (!is_clean_line(blank)) {
    return ExpressionMistake{1,
                             {"has bytes that no text has", "write it as UTF-8 without control characters"}};
  }
  return Splitter(text, tokens).run();
}

bool is_reserved_word(std::string_view word) {
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

std::string name_token(std::string_view name) {
  const bool plain = !name.empty() && name_length(name) == name.size() && !is_reserved_word(name);
  return plain ? std::string(name) : in_quotes(name, '`');
}

std::string text_token(std::string_view text) {
  return in_quotes(text, '\'');
}

}  // namespace tidemark::config
