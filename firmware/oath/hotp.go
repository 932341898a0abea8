package oath

// HOTP is the code of one moving factor (RFC 4226 section 5.3), zero padded to
// 6, 7 or 8 digits. For a run of codes, a [Generator] is faster.
func HOTP(algorithm Algorithm, secret []byte, movingFactor uint64, digits int) (string, error) {
	generator, err := NewGenerator(algorithm, secret, digits)
	if err != nil {
		return "", err
	}
	return generator.Code(movingFactor), nil
}
