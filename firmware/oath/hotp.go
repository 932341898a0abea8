package oath

// HOTP returns the code of one moving factor (RFC 4226 section 5.3), zero-padded
// to 6, 7 or 8 digits. It fails if [NewGenerator] does. For several codes of one
// secret, a [Generator] is faster.
func HOTP(algorithm Algorithm, secret []byte, movingFactor uint64, digits int) (string, error) {
	generator, err := NewGenerator(algorithm, secret, digits)
	if err != nil {
		return "", err
	}
	return generator.Code(movingFactor), nil
}
