import HTTPTypes

/// How a reader wants pages: language and theme, from cookies, else from the browser.
struct Preferences: Sendable, Equatable {
    static let languageCookie = "hashinsight_language"
    static let themeCookie = "hashinsight_theme"

    var language = "en"
    var theme = Theme.auto

    enum Theme: String, Sendable, CaseIterable { case auto, light, dark }

    init() {}

    init(cookies: CookieReader, headers: HTTPFields, languages: [String]) {
        theme = cookies[Self.themeCookie].flatMap(Theme.init) ?? .auto
        if let chosen = cookies[Self.languageCookie], languages.contains(chosen) {
            language = chosen
        } else {
            language = LanguageNegotiation.best(of: languages, accepting: headers[.acceptLanguage] ?? "") ?? "en"
        }
    }

    /// A cookie that lasts a year. Not secret.
    static func cookie(_ name: String, _ value: String, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; Max-Age=31536000; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }
}
