package ogent
