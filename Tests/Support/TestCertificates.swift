/// Keys and certificates of a cluster that listens with TLS, in PEM, made with the openssl command.
///
/// `ca` signed `server` (for the name localhost alone) and `certified` (for the role of that name); `stranger` is an authority that signed
/// nothing of these. `valid.crl` revokes nobody, `revoked.crl` the server.
package struct TestCertificates: Sendable {
    let folder: String

    /// The path of one file, such as `ca.crt`.
    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    var settings: [String] {
        ["ssl=on", "ssl_cert_file='\(path("server.crt"))'", "ssl_key_file='\(path("server.key"))'", "ssl_ca_file='\(path("ca.crt"))'"]
    }

    /// The lines of pg_hba.conf: TCP with TLS alone, `certified` by a certificate alone.
    static let logins = [
        "local all all trust", "hostssl all certified 127.0.0.1/32 cert", "hostssl all all 127.0.0.1/32 trust",
    ]

    /// $1 is the folder.
    static let script = """
        set -e
        umask 077
        mkdir "$1"
        cd "$1"
        key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        authority() { openssl req -x509 $key -keyout $1.key -out $1.crt -days 2 -subj "/CN=HashInsight test $1"; }
        signed() {
            openssl req -new $key -keyout $1.key -out $1.csr -subj "/CN=$1"
            printf 'subjectAltName=DNS:%s\\n' "$2" > $1.ext
            openssl x509 -req -in $1.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile $1.ext -out $1.crt -days 2
        }
        authority ca
        authority stranger
        signed server localhost
        signed certified certified
        printf '%s\\n' '[ca]' 'default_ca=lists' '[lists]' 'database=index.txt' 'crlnumber=crlnumber' 'default_md=sha256' \
            'default_crl_days=2' 'certificate=ca.crt' 'private_key=ca.key' > ca.cnf
        : > index.txt
        echo 01 > crlnumber
        openssl ca -config ca.cnf -gencrl -out valid.crl
        openssl ca -config ca.cnf -revoke server.crt
        openssl ca -config ca.cnf -gencrl -out revoked.crl
        """
}
