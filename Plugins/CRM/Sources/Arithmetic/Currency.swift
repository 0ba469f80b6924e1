/// A currency by its code of three letters (ISO 4217).
struct Currency: Hashable, Sendable {
    let code: String

    /// Nil unless the code is three letters of A to Z: what was stored before others were refused is read as it is.
    init?(_ code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else { return nil }
        self.code = code
    }

    /// Whether amounts in it are told in hundredths, which is what ``Money`` holds. Not so of JPY, KWD or BTC.
    var hasHundredths: Bool { Self.withHundredths.contains(code) }

    /// The active currencies of ISO 4217, list one, whose minor unit has two decimals; without funds such as USN.
    static let withHundredths = Set(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD \
        EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL \
        MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR \
        SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW \
        ZWG
        """.split(separator: " ").map(String.init))
}
