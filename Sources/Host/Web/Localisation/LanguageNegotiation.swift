/// `Accept-Language` (RFC 9110) against the languages that there are. Pure.
enum LanguageNegotiation {
    /// The language with the highest weight; a bare or other-region tag (`zh`, `zh-Hans`, `en-GB`) matches by its first part.
    static func best(of languages: [String], accepting header: String) -> String? {
        var best: (language: String, weight: Double)?
        for part in header.split(separator: ",").prefix(32) {
            let fields = part.split(separator: ";")
            guard let tag = fields.first?.trimmingSpaces().lowercased(), !tag.isEmpty else { continue }
            let weight =
                fields.dropFirst().compactMap { field -> Double? in
                    let field = field.trimmingSpaces()
                    return field.hasPrefix("q=") ? Double(field.dropFirst(2)) : nil
                }.first ?? 1
            guard weight > 0, weight <= 1, weight > (best?.weight ?? 0), let language = match(tag, languages) else { continue }
            best = (language, weight)
        }
        return best?.language
    }

    private static func match(_ tag: String, _ languages: [String]) -> String? {
        if tag == "*" { return languages.first }
        if let exact = languages.first(where: { $0.lowercased() == tag }) { return exact }
        let base = tag.split(separator: "-")[0]
        return languages.first { $0.lowercased().split(separator: "-")[0] == base }
    }
}
