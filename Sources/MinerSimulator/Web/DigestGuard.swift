internal import Crypto
internal import Foundation

/// Digest authentication as the web server of Bitmain's firmware asks for it: a nonce is given out once and then counted.
enum DigestGuard {
    private static let realm = "antMiner Configuration"
    private static let mostNonces = 32

    /// The refusal to send; nil where the request proves the password of `root`.
    static func refusal(_ request: HTTPRequest, _ state: inout DeviceState, _ here: OrderSurroundings) -> HTTPAnswer? {
        if let header = request.headers["authorization"], isRight(header, request, &state) { return nil }
        let nonce = here.token(32)
        if state.tokens.count >= mostNonces { state.tokens.removeAll() }
        state.tokens[nonce] = 0
        return HTTPAnswer(
            401, "<h1>401 Unauthorized</h1>",
            headers: ["WWW-Authenticate": "Digest realm=\"\(realm)\", nonce=\"\(nonce)\", qop=\"auth\""])
    }

    private static func isRight(_ header: String, _ request: HTTPRequest, _ state: inout DeviceState) -> Bool {
        func field(_ name: String) -> String {
            guard let range = header.firstRange(of: "\(name)=") else { return "" }
            return String(header[range.upperBound...].drop { $0 == "\"" }.prefix { $0 != "\"" && $0 != "," })
        }
        let nonce = field(" nonce"), counter = field(" nc")
        guard header.hasPrefix("Digest "), field("username") == "root", field(" uri") == request.path, let last = state.tokens[nonce],
            let count = UInt64(counter, radix: 16), count > last
        else { return false }
        let secret = md5("root:\(realm):\(state.password)")
        let action = md5("\(request.method):\(request.path)")
        guard field(" response") == md5("\(secret):\(nonce):\(counter):\(field(" cnonce")):auth:\(action)") else { return false }
        state.tokens[nonce] = count
        return true
    }

    private static func md5(_ text: String) -> String {
        Insecure.MD5.hash(data: Data(text.utf8)).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
