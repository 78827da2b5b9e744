import webpack from 'webpack'

export default {
  mode: 'development',
  entry: './main.js',
  output: { filename: 'bundle.js' },
  plugins: [new webpack.EnvironmentPlugin({ ISSUER: 'http://localhost:4000/oidc' })],
  devServer: { static: '.', port: 8080, hot: false, liveReload: false, historyApiFallback: true },
}
