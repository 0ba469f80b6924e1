/// The cookie that carries a session's token.
enum SessionCookie {
    /// `__Host-` binds the cookie to this host and to https; browsers refuse it on plain http, where a bare name must do.
    static func name(isSecure: Bool) -> String { isSecure ? "__Host-hashinsight_session" : "hashinsight_session" }

    static func token(in cookies: CookieReader, isSecure: Bool) -> String? {
        guard let token = cookies[name(isSecure: isSecure)], (16...256).contains(token.utf8.count) else { return nil }
        return token
    }

    /// The `Set-Cookie` of a new session.
    static func set(token: String, maximumAgeSeconds: Int, isSecure: Bool) -> String {
        "\(name(isSecure: isSecure))=\(token); Path=/; Max-Age=\(max(0, maximumAgeSeconds)); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }

    /// The `Set-Cookie` that forgets it.
    static func clear(isSecure: Bool) -> String { set(token: "", maximumAgeSeconds: 0, isSecure: isSecure) }
}
