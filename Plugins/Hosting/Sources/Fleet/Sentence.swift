/// A sentence of the code in Chinese, with one place for what it tells; without a place where `after` is nil. Pure.
struct Sentence: Sendable {
    let before: String
    var after: String?
    let chineseBefore: String
    var chineseAfter = ""

    /// The text in Chinese by the first sentence that it is; nil if it is none of them.
    static func chinese(_ text: String, _ sentences: [Sentence]) -> String? {
        for sentence in sentences {
            guard let after = sentence.after else {
                if text == sentence.before { return sentence.chineseBefore }
                continue
            }
            guard text.count > sentence.before.count + after.count, text.hasPrefix(sentence.before), text.hasSuffix(after) else { continue }
            let told = text.dropFirst(sentence.before.count).dropLast(after.count)
            return sentence.chineseBefore + told + sentence.chineseAfter
        }
        return nil
    }
}
