import type { NextConfig } from 'next'

const api = process.env.API_URL ?? 'http://localhost:8080'

const nextConfig: NextConfig = {
  rewrites: async () => [{ source: '/api/:path*', destination: `${api}/api/:path*` }],
}

export default nextConfig
