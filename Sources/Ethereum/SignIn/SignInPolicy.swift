/// What a server demands of a sign-in, and the decision. The nonce has to be used up by the caller whatever comes out.
package struct SignInPolicy: Hashable, Sendable {
    /// Host, and port if it is not the usual one, exactly as browsers show it.
    package var domain: String
    /// Scheme, host and port that the message's URI has to have.
    package var uriOrigin: String
    package var chainID: UInt64
    /// What this session was given to sign.
    package var nonce: String
    package var maximumAgeSeconds: Int64
    /// How far a wallet's clock may be ahead.
    package var clockSkewSeconds: Int64

    package init(
        domain: String, uriOrigin: String, chainID: UInt64, nonce: String, maximumAgeSeconds: Int64 = 300, clockSkewSeconds: Int64 = 30
    ) {
        self.domain = domain
        self.uriOrigin = uriOrigin
        self.chainID = chainID
        self.nonce = nonce
        self.maximumAgeSeconds = maximumAgeSeconds
        self.clockSkewSeconds = clockSkewSeconds
    }

    /// The message, if it and its signature hold; throws the first thing that does not.
    package func check(_ text: String, signature: [UInt8], now: SignInTime) throws(SignInRefusal) -> SignInMessage {
        let message = try SignInMessage(text)
        guard message.domain == domain else {
            throw SignInRefusal(.domain, "the message was signed for \(message.domain.prefix(80)), this is \(domain)")
        }
        if let scheme = message.scheme, !uriOrigin.hasPrefix(scheme + "://") {
            throw SignInRefusal(.scheme, "the message was signed for \(scheme.prefix(20))://, this is \(uriOrigin)")
        }
        guard URIText.origin(message.uri) == uriOrigin else {
            throw SignInRefusal(.uri, "the message's URI is \(message.uri.prefix(80)), expected one of \(uriOrigin)")
        }
        guard message.nonce == nonce else { throw SignInRefusal(.nonce, "the message has another nonce than this sign-in was given") }
        guard message.chainID == chainID else {
            throw SignInRefusal(.chainID, "the message is for chain \(message.chainID), expected \(chainID): switch the wallet's network")
        }
        try checkTimes(message, now: now)
        let signer: Address
        do { signer = try message.signer(Signature(rsv: signature)) } catch {
            throw SignInRefusal(.signature, (error as? EthereumFault)?.message ?? "the signature cannot be read")
        }
        guard signer == message.address else {
            throw SignInRefusal(.signature, "the message names \(message.address), another key signed it")
        }
        return message
    }

    private func checkTimes(_ message: SignInMessage, now: SignInTime) throws(SignInRefusal) {
        if let end = message.expiresAt, end <= now { throw SignInRefusal(.expired, "the message has expired: sign in again") }
        if let start = message.notBefore, now < start { throw SignInRefusal(.notYetValid, "the message is not valid yet") }
        guard message.issuedAt <= now.adding(seconds: clockSkewSeconds) else {
            throw SignInRefusal(
                .issuedInFuture, "the message was issued in the future: the wallet's clock is more than \(clockSkewSeconds) s ahead")
        }
        guard now <= message.issuedAt.adding(seconds: maximumAgeSeconds) else {
            throw SignInRefusal(.tooOld, "the message is older than \(maximumAgeSeconds) s: sign in again")
        }
    }
}

extension SignInMessage {
    /// Reads the text that a wallet was shown.
    package init(_ text: String) throws(SignInRefusal) { self = try SignInReader.read(text) }
}
